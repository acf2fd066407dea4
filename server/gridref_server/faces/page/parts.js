// What is said of a part of the map, in a tile and in a table, and where it leads.

import { element, many, number, own } from "./elements.js";
import { to } from "./places.js";

/** Return where a part leads: what has parts itself to its map, all else to its source. */
export function leadsTo(part) {
  return part.kind === "folder" || part.kind === "file" || part.definitions
    ? to.map(part.ref)
    : to.ref(part.ref);
}

/** Return how great a part of all that leans on the whole leans on this. */
export function share(part, whole) {
  if (part.rank === null || !whole.rank) return "–";
  const percent = (100 * part.rank) / whole.rank;
  return percent >= 0.1 ? `${percent.toFixed(1)} %` : "< 0.1 %";
}

export function told(part, whole) {
  const facts = [many(part.lines, "line")];
  if (part.files > 1) facts.unshift(many(part.files, "file"));
  if (part.definitions) facts.push(many(part.definitions, "definition"));
  if (part.rank !== null) facts.push(`leant on ${share(part, whole)}`);
  return `${part.name}, ${part.kind}: ${facts.join(", ")}`;
}

/** Return the parts of a whole as a table. */
export function table(whole) {
  const head = ["Name", "Kind", "Lines", "Definitions", "Leant on"].map((each, at) =>
    element("th", { scope: "col", class: at > 1 && "figure" }, each),
  );
  const rows = whole.parts.map((part) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("a", { href: leadsTo(part) }, own(part.name))),
      element("td", { class: "kind" }, part.kind),
      element("td", { class: "figure" }, number(part.lines)),
      element("td", { class: "figure" }, number(part.definitions)),
      element("td", { class: "figure" }, share(part, whole)),
    ),
  );
  const more = whole.more
    ? element(
        "p",
        { class: "more" },
        `${number(whole.more)} more are too small to be shown, or have no lines`,
      )
    : "";
  return [
    element(
      "div",
      { class: "scrolled" },
      element(
        "table",
        { class: "parts" },
        element("caption", { class: "unseen" }, "The parts, the largest first"),
        element("thead", {}, element("tr", {}, head)),
        element("tbody", {}, rows),
      ),
    ),
    more,
  ];
}
