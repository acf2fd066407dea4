// A definition, a section, a file or lines of it: its source, and what is known around it.

import { evidence, group, hints, verdict } from "./answers.js";
import { ask, lookups } from "./api.js";
import { element, fill, number, own, say } from "./elements.js";
import { to } from "./places.js";
import { source } from "./source.js";
import { trail } from "./trail.js";

const BUDGET = 30000;
const MOST_SECTIONS = 5;

/** Show what a ref names. */
export async function definition(place, ref, signal, marked) {
  const said = await ask("read", { refs: ref, budget: BUDGET }, signal);
  const item = said.groups[0]?.items[0];
  if (!item) return fill(place, missing(ref, said));
  const around = element("aside", { class: "around", "aria-label": "What is known around it" });
  const body = element(
    "div",
    { class: "body at" },
    note(item),
    source(item, marked),
    element("p", { class: "evidence" }, evidence(said.evidence)),
  );
  fill(place, head(item), element("div", { class: "split" }, body, around));
  await beside(around, item, signal);
}

function missing(ref, said) {
  const name = ref.split("#").pop();
  return [
    element("header", { class: "head" }, element("h1", { tabindex: "-1" }, own(ref))),
    element(
      "p",
      { class: "verdict" },
      verdict(said.verdict),
      " ",
      own(said.hints[0] ?? said.summary),
    ),
    hints(said.hints.slice(1)),
    element(
      "p",
      { class: "next" },
      element("a", { href: to.find(name) }, "Search for ", own(name)),
    ),
  ];
}

function anchor(ref) {
  return ref.includes("#") ? ref.slice(ref.indexOf("#") + 1) : "";
}

function isOurs(item) {
  return !item.origin && !/^(pypi|npm|go|cargo):/.test(item.ref);
}

function head(item) {
  const name = anchor(item.ref);
  return element(
    "header",
    { class: "head" },
    element("p", { class: "from" }, isOurs(item) ? trail(item.path) : own(item.ref.split("#")[0])),
    element("h1", { tabindex: "-1" }, own(name || item.path.split("/").pop())),
    element("p", { class: "facts" }, facts(item)),
  );
}

function facts(item) {
  const span =
    item.end_line > item.start_line
      ? `lines ${number(item.start_line)}–${number(item.end_line)}`
      : `line ${number(item.start_line)}`;
  return [
    item.kind !== "lines" && `${item.kind} · `,
    span,
    " · ",
    isOurs(item) && [
      element("a", { href: to.map(item.kind === "lines" ? item.path : item.ref) }, "on the map"),
      " · ",
      element("a", { href: to.conventions(item.path) }, "conventions"),
      " · ",
    ],
    copying(item.ref),
  ];
}

function copying(ref) {
  const button = element("button", { type: "button", class: "plain" }, "copy ref");
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(ref).then(
      () => true,
      () => false,
    );
    fill(button, done ? "copied" : "the browser did not let it be copied");
    say(done ? "The ref is copied" : "The ref was not copied");
  });
  return button;
}

function note(item) {
  return item.note ? element("p", { class: "notice" }, own(item.note)) : "";
}

// Beside the source

async function beside(place, item, signal) {
  const has = await lookups().catch(() => new Set(["find", "uses"]));
  const name = anchor(item.ref);
  const ref = item.kind === "lines" ? item.path : item.ref;
  const parts = [];
  if (has.has("uses") && isOurs(item) && item.kind !== "section")
    parts.push(["uses", { ref, budget: 4000 }, using]);
  if (has.has("specs") && isOurs(item))
    parts.push(["specs", { query: ref, budget: 2000 }, governing]);
  if (name && item.kind !== "section")
    parts.push([
      "find",
      { name: name.split(/[.~]/).at(-1) || name, kind: "section", limit: MOST_SECTIONS },
      sections,
    ]);
  const asked = parts.map((each) => part(place, signal, ...each));
  // The server answers one after the other: what takes longest, and comes first, is asked last.
  for (const each of asked.reverse()) await each();
}

/** Make a place for a lookup, and return what asks it; one that fails says so in its own place. */
function part(place, signal, name, given, shown) {
  const made = element(
    "section",
    { class: "part", "aria-busy": "true" },
    element("h2", {}, TITLES[name]),
    element("p", { class: "quiet" }, "…"),
  );
  place.append(made);
  return async () => {
    try {
      fill(made, shown(await ask(name, given, signal), given));
    } catch (why) {
      if (why.name === "AbortError") throw why;
      fill(
        made,
        element("h2", {}, TITLES[name]),
        element("p", { class: "notice is-bad" }, own(why.message)),
      );
    }
    made.removeAttribute("aria-busy");
  };
}

const TITLES = { uses: "Uses", specs: "Specs", find: "Docs" };

function using(said) {
  const groups = said.groups.filter((each) => each.title !== "the word stands in");
  return [
    element("h2", {}, TITLES.uses),
    element("p", { class: "quiet" }, own(said.summary)),
    groups.map((each) => group(each, { folded: each.title.startsWith("possible") })),
    hints(said.hints),
  ];
}

function governing(said) {
  const found = said.verdict === "found" && said.groups.length;
  return [
    element("h2", {}, TITLES.specs),
    found
      ? said.groups.map((each) => group(each, { lead: to.specs }))
      : element("p", { class: "quiet" }, own(said.summary)),
  ];
}

/** Show the sections of the docs that are called as it is. */
function sections(said, given) {
  const found = said.verdict === "found" || said.verdict === "ambiguous" ? said.groups : [];
  return [
    element("h2", {}, TITLES.find),
    found.length
      ? found.map((each) => group(each))
      : element(
          "p",
          { class: "quiet" },
          "no section of the docs is called ",
          element("code", {}, own(given.name)),
        ),
  ];
}
