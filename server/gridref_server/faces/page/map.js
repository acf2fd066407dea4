// The map: a treemap of a folder, a file or a class by how much leans on it or by lines.

import { ask } from "./api.js";
import { element, fill, many, number, own } from "./elements.js";
import { steps, to } from "./places.js";
import { squares } from "./squares.js";

const KEY = "gridref area";
const HEAD = 22;
const GAP = 2;
// Smaller ones are neither seen nor hit.
const LEAST = 4;
const TO_OPEN = { width: 72, height: 56 };
const SHADES = 5;

const MEASURES = {
  rank: { title: "what leans on it", of: (part) => part.rank ?? 0, told: (part) => share(part.rank) },
  lines: { title: "lines", of: (part) => part.lines, told: (part) => number(part.lines) },
};

/** Show the map of a path. */
export async function map(place, path, signal) {
  const whole = await ask("plots", { path }, signal);
  const ranked = whole.rank !== null;
  const wanted = localStorage.getItem(KEY) ?? "rank";
  let measure = MEASURES[ranked && wanted in MEASURES ? wanted : "lines"];
  const chart = element("div", { class: "chart", role: "group", "aria-label": `Treemap of ${path || "the repository"}; arrow keys move, Enter opens` });
  const table = element("div", { class: "scrolled" });
  const draw = () => {
    fill(chart, tiles(whole, measure, chart.clientWidth, chart.clientHeight));
    fill(table, list(whole));
  };
  const choose = (each) => {
    measure = each;
    localStorage.setItem(KEY, each === MEASURES.rank ? "rank" : "lines");
    draw();
  };
  fill(
    place,
    head(whole, path),
    whole.parts.length
      ? [choice(ranked, measure, choose), chart, legend(ranked), table]
      : element("p", { class: "empty" }, whole.kind === "folder" ? "There is nothing here to draw: no file with text in it is indexed." : "There is nothing inside."),
  );
  if (!whole.parts.length) return;
  chart.addEventListener("keydown", (event) => moved(event, chart, path));
  let width = 0;
  const seen = new ResizeObserver(() => {
    if (chart.clientWidth === width) return;
    width = chart.clientWidth;
    draw();
  });
  seen.observe(chart);
  signal.addEventListener("abort", () => seen.disconnect());
}

function head(whole, path) {
  const parts = [
    whole.files > 1 && many(whole.files, "file"),
    many(whole.lines, "line"),
    many(whole.definitions, "definition"),
  ];
  return element(
    "header",
    { class: "head" },
    element("h1", { tabindex: "-1" }, trail(path)),
    element("p", { class: "facts" }, parts.filter(Boolean).join(" · "), whole.kind !== "folder" && [" · ", element("a", { href: to.ref(path) }, "source")]),
  );
}

/** Return a path as links to the folders that it leads through, and to the class within. */
export function trail(path) {
  const [file, name] = path.split("#");
  const found = steps(file).map((each) => ({ ...each, sep: "/" }));
  if (name) found.push({ name, path, sep: "#" });
  const root = path ? element("a", { href: to.map() }, "repository") : "repository";
  const links = found.flatMap((each, at) => [
    element("span", { class: "sep" }, at ? each.sep : " / "),
    element("wbr"),
    at === found.length - 1 ? own(each.name) : element("a", { href: to.map(each.path) }, own(each.name)),
  ]);
  return element("span", { class: "trail" }, root, links);
}

function choice(ranked, measure, choose) {
  const options = Object.entries(MEASURES).map(([name, each]) =>
    element(
      "label",
      {},
      element("input", { type: "radio", name: "area", value: name, checked: each === measure, disabled: name === "rank" && !ranked, onchange: () => choose(each) }),
      element("span", {}, each.title),
    ),
  );
  return element("fieldset", { class: "choice" }, element("legend", {}, "Area by"), options);
}

function legend(ranked) {
  if (!ranked) return element("p", { class: "legend" }, "How much leans on what is not derived yet; it is being done beside, and takes some seconds.");
  const shades = Array.from({ length: SHADES }, (_, at) => element("i", { class: `shade-${at}` }));
  return element("p", { class: "legend" }, element("span", { class: "ramp", "aria-hidden": "true" }, shades), "Darker: more leans on it, line for line. What leans on a thing are references that resolve to it, and theirs in turn.");
}

// Tiles

function tiles(whole, measure, width, height) {
  const shade = shades(whole);
  const found = squares(whole.parts, measure.of, { x: 0, y: 0, width, height });
  return found.filter((each) => each.width > LEAST && each.height > LEAST).map((each, at) => tile(each, measure, shade, at === 0));
}

function tile(each, measure, shade, first) {
  const { part } = each;
  const opens = part.parts.length > 1 && each.width > TO_OPEN.width && each.height > TO_OPEN.height;
  const link = element("a", { href: target(part), class: opens ? "tile opens" : `tile shade-${shade(part)}`, tabindex: first ? "0" : "-1", title: told(part), "aria-label": told(part) });
  if (each.width > 36 && each.height > 20) link.append(element("span", { class: "label" }, own(part.name), each.width > 110 && element("small", {}, measure.told(part))));
  const box = element("div", { class: "cell" }, link);
  placed(box, each);
  if (opens) {
    const room = { x: GAP, y: HEAD, width: each.width - 3 * GAP, height: each.height - HEAD - 2 * GAP };
    const inner = squares(part.parts, measure.of, room);
    box.append(...inner.filter((one) => one.width > LEAST && one.height > LEAST).map((one) => tile({ ...one, part: { ...one.part, parts: [] } }, measure, shade, false)));
  }
  return box;
}

function placed(box, { x, y, width, height }) {
  Object.assign(box.style, { left: `${x}px`, top: `${y}px`, width: `${width - GAP}px`, height: `${height - GAP}px` });
}

/** Return what tells the shade of a part: how much leans on its lines, among all that are shown. */
function shades(whole) {
  const all = whole.parts.flatMap((part) => [part, ...part.parts]).filter((part) => part.rank && part.lines);
  const order = all.map(density).sort((a, b) => a - b);
  return (part) => {
    if (!part.rank || !part.lines) return 0;
    const below = order.filter((each) => each < density(part)).length;
    return Math.min(SHADES - 1, Math.floor((SHADES * below) / order.length));
  };
}

function density(part) {
  return part.rank / part.lines;
}

function target(part) {
  return part.kind === "folder" || part.kind === "file" || part.definitions ? to.map(part.ref) : to.ref(part.ref);
}

function share(rank) {
  if (rank === null) return "–";
  return rank >= 0.01 ? `${rank.toFixed(2)} %` : "< 0.01 %";
}

function told(part) {
  const facts = [many(part.lines, "line")];
  if (part.files > 1) facts.unshift(many(part.files, "file"));
  if (part.definitions) facts.push(many(part.definitions, "definition"));
  if (part.rank !== null) facts.push(`${share(part.rank)} of what is leant on`);
  return `${part.name}, ${part.kind}: ${facts.join(", ")}`;
}

// Keys

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function moved(event, chart, path) {
  if (event.key === "Escape" && path) location.hash = to.map(above(path));
  const way = ARROWS[event.key];
  if (!way || !event.target.matches(".tile")) return;
  event.preventDefault();
  const next = nearest(event.target, [...chart.querySelectorAll(".tile")], way);
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function nearest(from, among, [right, down]) {
  const start = middle(from);
  let best = null;
  let least = Infinity;
  for (const each of among) {
    const at = middle(each);
    const along = (at.x - start.x) * right + (at.y - start.y) * down;
    if (each === from || along <= 1) continue;
    const aside = Math.abs((at.x - start.x) * down) + Math.abs((at.y - start.y) * right);
    const far = along + 2 * aside;
    if (far < least) [best, least] = [each, far];
  }
  return best;
}

function middle(each) {
  const box = each.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, HEAD) / 2 };
}

function above(path) {
  return path.includes("#") ? path.split("#")[0] : path.split("/").slice(0, -1).join("/");
}

// The same as a table

function list(whole) {
  const head = ["Name", "Kind", "Lines", "Definitions", "Leant on"].map((each, at) => element("th", { scope: "col", class: at > 1 && "figure" }, each));
  const rows = whole.parts.map((part) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("a", { href: target(part) }, own(part.name))),
      element("td", { class: "kind" }, part.kind),
      element("td", { class: "figure" }, number(part.lines)),
      element("td", { class: "figure" }, number(part.definitions)),
      element("td", { class: "figure" }, share(part.rank)),
    ),
  );
  const more = whole.more ? element("p", { class: "more" }, `${number(whole.more)} more are too small to be shown, or have no lines`) : "";
  return [element("table", { class: "parts" }, element("caption", { class: "unseen" }, "The parts, the largest first"), element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows)), more];
}
