// The map of a folder, a file or a class: a treemap, and the same as a table.

import { ask, kept } from "./api.js";
import { element, fill, many, number, redraw } from "./elements.js";
import { share, table } from "./parts.js";
import { to } from "./places.js";
import { trail } from "./trail.js";
import { legend, treemap } from "./treemap.js";

const KEY = "gridref area";
const RENEW_MS = 2000;

const MEASURES = {
  rank: { title: "what leans on it", of: (part) => part.rank ?? 0, told: share },
  lines: { title: "lines", of: (part) => part.lines, told: (part) => number(part.lines) },
};

/** Show the map of a path. */
export async function map(place, path, signal) {
  const whole = await ask("plots", { path }, signal);
  draw(place, whole, path, signal);
  if (whole.rank === null) renew(place, whole, path, signal).catch(() => {});
}

/** Draw it anew while the index or the ranks are being made. */
async function renew(place, whole, path, signal) {
  while (whole.rank === null) {
    await new Promise((after) => setTimeout(after, RENEW_MS));
    if (signal.aborted) return;
    const now = await ask("plots", { path }, signal);
    if (now.lines === whole.lines && now.rank === whole.rank) continue;
    whole = now;
    redraw(place, () => draw(place, whole, path, signal));
  }
}

function draw(place, whole, path, signal) {
  const ranked = whole.rank !== null;
  const wanted = kept.get(KEY) ?? "rank";
  const name = ranked && wanted in MEASURES ? wanted : "lines";
  const shown = element("div", {}, treemap(whole, MEASURES[name], path, signal));
  const choose = (other) => {
    kept.set(KEY, other);
    fill(shown, treemap(whole, MEASURES[other], path, signal));
  };
  const parts = [choice(ranked, name, choose), shown, legend(ranked), table(whole)];
  fill(place, head(whole, path), whole.parts.length ? parts : empty(whole));
}

function empty(whole) {
  const why =
    whole.kind === "folder"
      ? "There is nothing to draw: no file with text in it is in the index yet."
      : "There is nothing inside.";
  return element("p", { class: "empty" }, why);
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
    element(
      "p",
      { class: "facts" },
      parts.filter(Boolean).join(" · "),
      whole.kind !== "folder" && [" · ", element("a", { href: to.ref(path) }, "source")],
    ),
  );
}

function choice(ranked, chosen, choose) {
  const options = Object.entries(MEASURES).map(([name, each]) =>
    element(
      "label",
      {},
      element("input", {
        type: "radio",
        name: "area",
        value: name,
        checked: name === chosen,
        disabled: name === "rank" && !ranked,
        onchange: () => choose(name),
      }),
      element("span", {}, each.title),
    ),
  );
  return element("fieldset", { class: "choice" }, element("legend", {}, "Area by"), options);
}
