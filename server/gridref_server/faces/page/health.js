// How the index is: what it holds, how fresh it is, what was left out and why.

import { ask } from "./api.js";
import { head } from "./asking.js";
import { element, fill, number, own } from "./elements.js";

/** Show the state of the index. */
export async function health(place, _, signal) {
  const status = await ask("status", {}, signal);
  const state = status.ready ? (status.stale ? `may be stale: ${status.stale}` : "up to date") : "the first index is being made";
  fill(
    place,
    head("Is the index whole?", ""),
    element("p", { class: "verdict" }, own(state)),
    figures([
      ["files", status.files],
      ["definitions", status.definitions],
      ["with syntax errors", status.broken],
      ["left out", Object.values(status.left_out).reduce((a, b) => a + b, 0)],
      ["still to be read", status.pending ?? 0],
    ]),
    leftOut(status.left_out),
    failed(status.failed),
    facts(status),
  );
}

function figures(rows) {
  return element("dl", { class: "figures" }, rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, number(value)))));
}

function leftOut(counts) {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const shown = rows.length
    ? element("table", {}, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Why"), element("th", { scope: "col", class: "figure" }, "Files"))), element("tbody", {}, rows.map(([why, count]) => element("tr", {}, element("th", { scope: "row" }, own(why)), element("td", { class: "figure" }, number(count))))))
    : element("p", { class: "quiet" }, "Nothing was.");
  return element("section", {}, element("h2", {}, "Left out"), shown);
}

function failed(these) {
  if (!these.length) return "";
  return element("section", {}, element("h2", {}, "Could not be parsed"), element("ul", { class: "plain-list" }, these.map((each) => element("li", {}, own(each)))));
}

function facts(status) {
  const rows = [["Root", status.root], ["Store", status.store], ["Revision", status.revision || "none"], ["Generation", number(status.generation)], ["Watched", status.watched], ["Version", status.version]];
  return element("section", {}, element("h2", {}, "Details"), element("dl", { class: "details" }, rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, own(value))])));
}
