// How the index is: what it holds, how fresh it is, what was left out and why.

import { ask } from "./api.js";
import { head } from "./asking.js";
import { element, fill, many, number, own } from "./elements.js";
import { to } from "./places.js";

/** Show the state of the index. */
export async function health(place, _, signal) {
  const status = await ask("status", {}, signal);
  const files = (await ask("left_out", {}, signal).catch(() => ({ files: [] }))).files;
  fill(
    place,
    head("Is the index whole?"),
    element("p", { class: `verdict light is-${state(status).kind}` }, own(state(status).said)),
    figures([
      ["files", status.files],
      ["definitions", status.definitions],
      ["with syntax errors", status.broken],
      ["left out", Object.values(status.left_out).reduce((a, b) => a + b, 0)],
      ["still to be read", status.pending ?? 0],
    ]),
    leftOut(status.left_out, files),
    failed(status.failed),
    facts(status),
  );
}

/** Return how fresh the index is, in a word and in a sentence. */
export function state(status) {
  if (!status.ready) {
    const left = status.pending > 1 ? `: ${many(status.pending, "file")} to go` : "";
    return {
      kind: "busy",
      word: "indexing",
      said: `The first index is being made${left}. What is answered meanwhile is partial, and says so.`,
    };
  }
  if (status.stale)
    return { kind: "doubt", word: "may be stale", said: `It may be stale: ${status.stale}.` };
  return {
    kind: "good",
    word: "up to date",
    said: "It is up to date: what was saved before a question is in its answer.",
  };
}

function figures(rows) {
  return element(
    "dl",
    { class: "figures" },
    rows.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, number(value))),
    ),
  );
}

const MEANT = {
  binary: "no text in it",
  secret: "by their names these hold keys or passwords; they are never opened",
  "too large": "beyond index.max_file_bytes",
  link: "what is behind it is indexed where it lies, if it lies here",
  special: "a pipe, socket or device",
  "nested repository": "a repository of its own",
  "excluded by settings": "by index.exclude",
};

function leftOut(counts, files) {
  const reasons = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  return element(
    "section",
    {},
    element("h2", {}, "Left out, and why"),
    reasons.length
      ? reasons.map(([why, count]) => reason(why, count, files))
      : element(
          "p",
          { class: "quiet" },
          "Nothing was: every file that git would keep is in the index.",
        ),
    reasons.length > 0 &&
      element(
        "p",
        { class: "legend" },
        "What git ignores is no part of the repository, and is not counted.",
      ),
  );
}

function reason(why, count, files) {
  const these = files.filter((each) => each.why === why || each.why.startsWith(`${why} (`));
  const rest = count - these.length;
  return element(
    "details",
    { class: "reason" },
    element(
      "summary",
      {},
      element("span", { class: "figure" }, number(count)),
      " ",
      own(why),
      MEANT[why] && element("small", {}, MEANT[why]),
    ),
    element(
      "ul",
      { class: "paths" },
      these.map((each) =>
        element("li", {}, own(each.path), each.why !== why && element("small", {}, own(each.why))),
      ),
    ),
    rest > 0 && element("p", { class: "more" }, `${number(rest)} more not shown`),
  );
}

function failed(these) {
  if (!these.length) return "";
  return element(
    "section",
    {},
    element("h2", {}, "Could not be parsed"),
    element(
      "p",
      { class: "legend" },
      "The parser hung or died on these. Their words are found, their definitions are not.",
    ),
    element(
      "ul",
      { class: "paths" },
      these.map((each) => element("li", {}, own(each))),
    ),
  );
}

function facts(status) {
  const rows = [
    ["Root", own(status.root)],
    ["Store", own(status.store)],
    ["Revision", status.revision || "no commit"],
    ["Generation", number(status.generation)],
    ["Watched", own(status.watched)],
    ["Version", status.version],
  ];
  return element(
    "section",
    {},
    element("h2", {}, "Details"),
    element(
      "dl",
      { class: "details" },
      rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
    ),
  );
}
