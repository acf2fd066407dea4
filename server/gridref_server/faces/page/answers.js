// Shows an answer of a lookup: the verdict, the places by file, what to do next, the evidence.

import { element, many, number, own } from "./elements.js";
import { to } from "./places.js";
import { source } from "./source.js";

// A verdict is told by its word and a sign, and by colour on top of these.
const SIGNS = {
  found: "✓",
  fine: "✓",
  findings: "✗",
  absent: "∅",
  ambiguous: "≈",
  unknown: "?",
  refused: "✗",
};
const MOST_LINES = 6;

/** Return all of an answer; `lead` says where refs in it lead, null where they lead nowhere. */
export function answer(said, lead = to.ref) {
  return element(
    "div",
    { class: "answer" },
    element("p", { class: "verdict" }, verdict(said.verdict), " ", own(said.summary)),
    said.groups.map((each) => group(each, { lead })),
    hints(said.hints),
    element("p", { class: "evidence" }, evidence(said.evidence)),
  );
}

export function verdict(word) {
  const sign = element("span", { "aria-hidden": "true" }, SIGNS[word] ?? "–", " ");
  return element("span", { class: `sign is-${word.replaceAll(" ", "-")}` }, sign, word);
}

/** Say in what it was looked up. */
export function evidence(each) {
  const parts = [`${many(each.definitions, "definition")} in ${many(each.files, "file")}`];
  if (each.revision) parts.push(`at ${each.revision.slice(0, 7)}`);
  const left = Object.entries(each.left_out ?? {}).map(([why, count]) => `${number(count)} ${why}`);
  if (left.length) parts.push(`left out: ${left.join(", ")}`);
  if (each.pending) parts.push("still indexing, so this is partial");
  else if (each.stale) parts.push(`may be stale: ${each.stale}`);
  return own(parts.join(" · "));
}

export function hints(said) {
  if (!said.length) return "";
  return element(
    "ul",
    { class: "hints" },
    said.map((each) => element("li", {}, own(each))),
  );
}

/** Return a group; one that is `folded` is opened by who wants it. */
export function group(each, { lead = to.ref, folded = false } = {}) {
  const count = element("span", { class: "count" }, number(each.items.length + each.more));
  const title = each.title && element("h3", {}, each.title, " ", count);
  const more =
    each.more > 0 && element("p", { class: "more" }, `${number(each.more)} more not shown`);
  const inside = [files(each.items, lead), more];
  if (!folded) return element("section", { class: "group" }, title, inside);
  return element("details", { class: "group" }, element("summary", {}, title), inside);
}

/** Return items as rows, file by file. */
function files(items, lead) {
  const found = [];
  for (const item of items) {
    if (found.at(-1)?.path !== item.path) found.push({ path: item.path, items: [] });
    found.at(-1).items.push(item);
  }
  return found.map((file) => inFile(file, lead));
}

function inFile({ path, items }, lead) {
  const whole = items.find((item) => item.kind === "file" || item.kind === "spec");
  const rest = items.filter((item) => item !== whole || item.ref !== path || item.source);
  const said =
    whole && !rest.includes(whole) && [whole.text, whole.note].filter(Boolean).join(", ");
  const head = path && [
    lead ? element("a", { href: lead(path) }, own(path)) : own(path),
    said && said !== path && element("span", { class: "note" }, own(said)),
  ];
  return element(
    "div",
    { class: "file" },
    head && element("p", { class: "path" }, head),
    rest.length > 0 &&
      element(
        "ul",
        {},
        rest.map((item) => row(item, lead)),
      ),
  );
}

function row(item, lead) {
  const { name, signature } = named(item);
  const what = element(
    "div",
    { class: "what" },
    lead && item.ref
      ? element("a", { href: lead(item.ref, used(item)), class: "name" }, own(name))
      : own(name, { class: "name" }),
    signature && own(signature, { class: "signature" }),
    item.kind && item.kind !== "use" && element("span", { class: "kind" }, item.kind),
    item.note && element("span", { class: "note" }, own(item.note)),
    item.doc && element("p", { class: "doc" }, own(item.doc)),
    item.candidates?.length > 0 && candidates(item.candidates),
    item.source && source(item),
  );
  const made = element(
    "li",
    { class: "item" },
    element("span", { class: "line" }, lines(item)),
    what,
  );
  made.style.setProperty("--depth", item.depth ?? 0);
  return made;
}

/** Return the lines of a use within what uses it. */
function used(item) {
  return item.kind === "use" ? item.lines : [];
}

/** Return how a row is called, and what its text says beside: `kind #name: signature`. */
function named(item) {
  const parts = /^(?:[\w ]+ )?#(\S+?)(?::| (?:[0-9a-f]{8})?|$)(.*)$/s.exec(item.text);
  if (parts) return { name: parts[1], signature: parts[2].trim() };
  return { name: item.text || (item.lines?.length ? `line ${item.lines[0]}` : item.path) };
}

/** Return the lines that count, or where it starts. */
function lines(item) {
  if (!item.lines?.length) return item.start_line ? String(item.start_line) : "";
  const more = item.lines.length > MOST_LINES ? " …" : "";
  return item.lines.slice(0, MOST_LINES).join(", ") + more;
}

function candidates(these) {
  const shown = these.map((each) =>
    element(
      "li",
      {},
      each.ref ? element("a", { href: to.ref(each.ref) }, own(each.name)) : own(each.name),
      each.signature && own(each.signature, { class: "signature" }),
    ),
  );
  return element("ul", { class: "candidates", "aria-label": "What may have been meant" }, shown);
}
