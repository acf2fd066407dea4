// What must hold: the specs as a tree with their coverage, one requirement, or a search in them.

import { answer } from "./answers.js";
import { ask, lookups } from "./api.js";
import { head, none } from "./asking.js";
import { element, fill, many, number, own } from "./elements.js";
import { to } from "./places.js";

/** Show the tree of specs; with a query what the lookup says of it. */
export async function specs(place, query, signal) {
  if (!(await lookups()).has("specs"))
    return fill(place, head("What must this do?"), none("specs"));
  if (!query) return tree(place, await ask("coverage", {}, signal));
  const said = await ask("specs", { query, budget: 20000 }, signal);
  const back = element("p", { class: "from" }, element("a", { href: to.specs("") }, "all specs"));
  fill(place, back, head(own(query)), search(), answer(said, to.specs));
}

function search() {
  const field = element("input", {
    type: "search",
    name: "query",
    "aria-label": "Search the specs",
    placeholder: "Words, an id, or a path",
    autocomplete: "off",
  });
  const form = element("form", { class: "inline" }, field, element("button", {}, "Search"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = to.specs(field.value.trim());
  });
  return form;
}

function tree(place, said) {
  if (!said.specs.length) return fill(place, head("What must this do?"), empty());
  fill(
    place,
    head(
      "What must this do?",
      `${many(said.requirements, "requirement")} in ${many(said.specs.length, "spec")}`,
    ),
    search(),
    element("div", { class: "meters" }, total("implemented", said), total("tested", said)),
    element(
      "p",
      { class: "legend" },
      "Counted is what is known: a marker, a glob, a path or a telling name. What has none of these may still be there.",
    ),
    element("div", { class: "specs" }, said.specs.map(spec)),
    said.more > 0 && element("p", { class: "more" }, `${number(said.more)} more not shown`),
  );
}

function empty() {
  return element(
    "div",
    { class: "empty" },
    element("p", {}, element("b", {}, "There are no specs in this repository.")),
    element(
      "p",
      {},
      "OpenSpec, spec-kit, Kiro, ADRs, OpenFastTrace and plain prose in a ",
      element("code", {}, "specs"),
      " folder are read where they are. None is asked for.",
    ),
  );
}

function total(what, said) {
  return element(
    "div",
    { class: "total" },
    element(
      "p",
      {},
      element("b", {}, number(said[what])),
      ` of ${number(said.requirements)} ${what}`,
    ),
    meter(said[what], said.requirements),
  );
}

function meter(part, whole) {
  const bar = element("span", { class: "meter", "aria-hidden": "true" }, element("i"));
  bar.firstChild.style.setProperty("width", `${whole ? (100 * part) / whole : 0}%`);
  return bar;
}

function spec(each) {
  const of = each.requirements.length;
  const implemented = each.requirements.filter((one) => one.implemented).length;
  const tested = each.requirements.filter((one) => one.tested).length;
  return element(
    "details",
    { class: "spec" },
    element(
      "summary",
      {},
      element(
        "span",
        { class: "title" },
        own(each.title),
        each.status && element("small", {}, own(each.status)),
      ),
      element("span", { class: "path" }, own(each.path)),
      share("implemented", implemented, of),
      share("tested", tested, of),
    ),
    element("ul", {}, each.requirements.map(requirement)),
    element(
      "p",
      { class: "more" },
      element("a", { href: to.ref(each.path) }, "Read the whole spec"),
    ),
  );
}

function share(what, part, whole) {
  return element(
    "span",
    { class: "share" },
    element("span", { class: "figure" }, `${number(part)}/${number(whole)}`),
    ` ${what}`,
    meter(part, whole),
  );
}

function requirement(each) {
  return element(
    "li",
    {},
    element("a", { href: to.specs(each.ref) }, own(each.title)),
    each.status && element("small", {}, own(each.status)),
    mark("implemented", each.implemented),
    mark("tested", each.tested),
    each.suspect && element("span", { class: "note" }, "in doubt: ", own(each.suspect)),
  );
}

function mark(what, count) {
  const said = count ? `✓ ${what}` : `– not known to be ${what}`;
  return element("span", { class: count ? "mark-of is-there" : "mark-of" }, said);
}
