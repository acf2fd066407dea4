// A definition, a section, a file or lines of it: its source, and what is known around it.

import { evidence, group, hints, lines, verdict } from "./answers.js";
import { ask, lookups } from "./api.js";
import { element, fill, number, own, say } from "./elements.js";
import { trail } from "./map.js";
import { to } from "./places.js";
import { source } from "./source.js";

const BUDGET = 20000;

/** Show what a ref names. */
export async function definition(place, ref, signal) {
  const said = await ask("read", { refs: ref, budget: BUDGET }, signal);
  const item = said.groups[0]?.items[0];
  if (!item) return fill(place, missing(ref, said));
  const around = element("aside", { class: "around", "aria-label": "Around it" });
  fill(
    place,
    head(item),
    element("div", { class: "split" }, element("div", { class: "body" }, note(item), source(item), element("p", { class: "evidence" }, evidence(said.evidence))), around),
  );
  await beside(around, item, signal);
}

function missing(ref, said) {
  return [
    element("header", { class: "head" }, element("h1", { tabindex: "-1" }, own(ref))),
    element("p", { class: "verdict" }, verdict(said.verdict), " ", own(said.hints[0] ?? said.summary)),
    hints(said.hints.slice(1)),
    element("p", {}, element("a", { href: to.find(ref.split("#").pop()) }, "Search for the name")),
  ];
}

function head(item) {
  const [path, name] = [item.path, item.ref.includes("#") ? item.ref.slice(item.ref.indexOf("#") + 1) : ""];
  const count = item.end_line - item.start_line + 1;
  return element(
    "header",
    { class: "head" },
    element("p", { class: "from" }, trail(path)),
    element("h1", { tabindex: "-1" }, own(name || item.ref.split("/").pop())),
    element(
      "p",
      { class: "facts" },
      item.kind !== "lines" && `${item.kind} · `,
      count === 1 ? `line ${number(item.start_line)}` : `lines ${number(item.start_line)}–${number(item.end_line)}`,
      " · ",
      element("a", { href: to.map(item.kind === "lines" ? path : item.ref) }, "map"),
      " · ",
      copying(item.ref),
    ),
  );
}

function copying(ref) {
  const button = element("button", { type: "button", class: "plain" }, "copy ref");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(ref);
    fill(button, "copied");
    say("The ref is copied");
  });
  return button;
}

function note(item) {
  return item.note ? element("p", { class: "notice" }, own(item.note)) : "";
}

// Beside the source

async function beside(place, item, signal) {
  const has = await lookups().catch(() => new Set(["uses"]));
  const whole = item.kind === "lines" ? item.path : item.ref;
  await part(place, signal, "uses", { ref: whole, budget: 6000 }, using);
  if (has.has("specs")) await part(place, signal, "specs", { ref: whole }, governing);
}

/** Ask one lookup about it, and show what it says; one that fails says so in its own place. */
async function part(place, signal, name, given, shown) {
  const made = element("section", { class: "part", "aria-busy": "true" }, element("p", { class: "loading" }, "…"));
  place.append(made);
  try {
    fill(made, shown(await ask(name, given, signal)));
  } catch (why) {
    if (why.name === "AbortError") throw why;
    fill(made, element("p", { class: "notice is-bad" }, `${name}: `, own(why.message)));
  }
  made.removeAttribute("aria-busy");
}

function using(said) {
  if (!said.groups.length) return [element("h2", {}, "Uses"), element("p", { class: "quiet" }, own(said.summary))];
  return [element("p", { class: "quiet" }, own(said.summary)), said.groups.map(group), hints(said.hints)];
}

function governing(said) {
  if (!said.groups.length) return [element("h2", {}, "Specs"), element("p", { class: "quiet" }, own(said.summary))];
  return [element("h2", {}, "Specs"), said.groups.map(group)];
}
