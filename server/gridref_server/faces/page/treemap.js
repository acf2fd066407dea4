// Draws parts as tiles, each as large as it weighs, and leads through them by arrow keys.

import { element, fill, own } from "./elements.js";
import { to } from "./places.js";
import { squares } from "./squares.js";
import { leadsTo, share, told } from "./parts.js";

const HEAD = 22;
const GAP = 2;
// Smaller ones are neither seen nor hit.
const LEAST = 4;
const TO_OPEN = { width: 72, height: 56 };
const TO_NAME = { width: 36, height: 20 };
const TO_COUNT = 130;
const SHADES = 5;

/** Return a treemap of a whole, drawn anew when its width changes, until the signal. */
export function treemap(whole, measure, path, signal) {
  const chart = element("div", {
    class: "chart",
    role: "group",
    "aria-label": `Treemap of ${path || "the repository"}; arrow keys move, Enter opens`,
    onkeydown: (event) => moved(event, chart, path),
  });
  let width = 0;
  const seen = new ResizeObserver(() => {
    if (chart.clientWidth === width) return;
    width = chart.clientWidth;
    fill(chart, tiles(whole, measure, width, chart.clientHeight));
  });
  seen.observe(chart);
  signal.addEventListener("abort", () => seen.disconnect());
  return chart;
}

/** Say what the colours tell. */
export function legend(ranked) {
  if (!ranked)
    return element(
      "p",
      { class: "legend" },
      "How much leans on what is not derived yet; it is being done, and takes some seconds.",
    );
  const shades = Array.from({ length: SHADES }, (_, at) => element("i", { class: `shade-${at}` }));
  return element(
    "p",
    { class: "legend" },
    element("span", { class: "ramp", "aria-hidden": "true" }, shades),
    "Stronger colour: more leans on it, line for line. What leans on a thing are the references that resolve to it, each counted by how much leans on where it stands.",
  );
}

/** Return the tiles of all parts, with those inside of them where there is room. */
function tiles(whole, measure, width, height) {
  const shade = shades(whole);
  const drawn = { whole, measure, shade };
  const found = shown(squares(whole.parts, measure.of, { x: 0, y: 0, width, height }));
  return found.map((each, at) => cell(each, drawn, at === 0));
}

function shown(boxes) {
  return boxes.filter((each) => each.width > LEAST && each.height > LEAST);
}

function cell(each, drawn, first) {
  const opens =
    each.part.parts.length > 1 && each.width > TO_OPEN.width && each.height > TO_OPEN.height;
  const made = element("div", { class: "cell" }, tile(each, drawn, first, opens));
  placed(made, each);
  if (opens) {
    const room = {
      x: GAP,
      y: HEAD,
      width: each.width - 3 * GAP,
      height: each.height - HEAD - 2 * GAP,
    };
    const inner = shown(squares(each.part.parts, drawn.measure.of, room));
    made.append(...inner.map((one) => cell(leaf(one), drawn, false)));
  }
  return made;
}

function leaf(each) {
  return { ...each, part: { ...each.part, parts: [] } };
}

function tile({ part, width, height }, { whole, measure, shade }, first, opens) {
  const said = told(part, whole);
  return element(
    "a",
    {
      href: leadsTo(part),
      class: opens ? "tile opens" : `tile shade-${shade(part)}`,
      tabindex: first ? "0" : "-1",
      title: said,
    },
    element("span", { class: "unseen" }, said),
    width > TO_NAME.width &&
      height > TO_NAME.height &&
      element(
        "span",
        { class: "label", "aria-hidden": "true" },
        own(part.name),
        width > TO_COUNT && element("small", {}, measure.told(part, whole)),
      ),
  );
}

function placed(box, { x, y, width, height }) {
  Object.assign(box.style, {
    left: `${x}px`,
    top: `${y}px`,
    width: `${width - GAP}px`,
    height: `${height - GAP}px`,
  });
}

/** Return what tells the shade of a part: how much leans on its lines, among all that are shown. */
function shades(whole) {
  const all = whole.parts
    .flatMap((part) => [part, ...part.parts])
    .filter((part) => part.rank && part.lines);
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
