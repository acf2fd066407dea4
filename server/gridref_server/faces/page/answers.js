// Shows an answer of a lookup: the verdict, what was looked up in, the places, what to do next.

import { element, many, number, own } from "./elements.js";
import { to } from "./places.js";
import { source } from "./source.js";

const SIGNS = { found: "✓", fine: "✓", findings: "✗", absent: "∅", ambiguous: "≈", unknown: "?", "not checked": "–" };

/** Return all of an answer. */
export function answer(said) {
  return element(
    "div",
    { class: "answer" },
    element("p", { class: "verdict" }, verdict(said.verdict), " ", own(said.summary)),
    said.groups.map(group),
    hints(said.hints),
    element("p", { class: "evidence" }, evidence(said.evidence)),
  );
}

export function verdict(word) {
  const kind = word.replaceAll(" ", "-");
  const sign = element("span", { "aria-hidden": "true" }, SIGNS[word] ?? "·");
  return element("span", { class: `sign is-${kind}` }, sign, " ", word);
}

/** Say in what it was looked up. */
export function evidence(each) {
  const parts = [`${many(each.definitions, "definition")} in ${many(each.files, "file")}`];
  if (each.revision) parts.push(`at ${each.revision.slice(0, 7)}`);
  const left = Object.entries(each.left_out ?? {});
  if (left.length) parts.push(`left out: ${left.map(([why, count]) => `${number(count)} ${why}`).join(", ")}`);
  if (each.pending) parts.push("still indexing, so this is partial");
  else if (each.stale) parts.push(`may be stale: ${each.stale}`);
  return parts.join(" · ");
}

export function hints(said) {
  return said.length ? element("ul", { class: "hints" }, said.map((each) => element("li", {}, own(each)))) : "";
}

export function group(each) {
  const title = each.title && element("h2", {}, each.title, " ", element("span", { class: "count" }, number(each.items.length + each.more)));
  const more = each.more ? element("p", { class: "more" }, `${number(each.more)} more not shown`) : "";
  return element("section", { class: "group" }, title, rows(each.items), more);
}

/** Return items as rows, file by file. */
export function rows(items) {
  const files = [];
  for (const item of items) {
    if (files.at(-1)?.path !== item.path) files.push({ path: item.path, items: [] });
    files.at(-1).items.push(item);
  }
  return files.map((file) =>
    element(
      "div",
      { class: "file" },
      file.path && element("p", { class: "path" }, element("a", { href: to.ref(file.path) }, own(file.path))),
      element("ul", {}, file.items.map(row)),
    ),
  );
}

function row(item) {
  const text = item.text || (item.lines?.length ? "" : item.path);
  const link = item.ref ? element("a", { href: to.ref(item.ref), class: "name" }, own(text || `line ${item.start_line}`)) : own(text, { class: "name" });
  const made = element(
    "li",
    { class: "item" },
    element("span", { class: "line" }, lines(item)),
    link,
    item.kind && item.kind !== "use" && element("span", { class: "kind" }, item.kind),
    item.note && element("span", { class: "note" }, own(item.note)),
    item.doc && element("span", { class: "doc" }, own(item.doc)),
    item.candidates?.length && candidates(item.candidates),
    item.source && source(item),
  );
  made.style.setProperty("--depth", item.depth);
  return made;
}

const MOST_LINES = 6;

/** Return the lines that count, or where it starts. */
export function lines(item) {
  if (item.lines?.length) return item.lines.slice(0, MOST_LINES).join(", ") + (item.lines.length > MOST_LINES ? " …" : "");
  return item.start_line ? String(item.start_line) : "";
}

function candidates(these) {
  const shown = these.map((each) =>
    element("li", {}, each.ref ? element("a", { href: to.ref(each.ref) }, own(each.name)) : own(each.name), each.signature && own(` ${each.signature}`, { class: "doc" })),
  );
  return element("ul", { class: "candidates", "aria-label": "What may have been meant" }, shown);
}
