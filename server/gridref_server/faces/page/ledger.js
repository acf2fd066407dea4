// What was looked up, by whom and at what cost, as it happens.

import { verdict } from "./answers.js";
import { ask, listen } from "./api.js";
import { head } from "./asking.js";
import { element, fill, many, number, own, redraw } from "./elements.js";
import { to } from "./places.js";

const MOST = 1000;
const SHOWN = 200;
const PAUSE_MS = 300;

/** Show the ledger; it is kept true while it is looked at. */
export async function ledger(place, _, signal) {
  // What this page asks is noted as well, and is no part of what agents pulled.
  let all = false;
  const load = () => ask("ledger", { last: MOST, page: all }, signal);
  let said = await load();
  const draw = () => fill(place, head("What was looked up?"), shown(said, all, choose));
  const choose = async (event) => {
    all = event.target.checked;
    said = await load();
    draw();
    place.querySelector("#ours").focus();
  };
  draw();
  let pause = 0;
  const renew = () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      said = await load().catch(() => said);
      if (!signal.aborted) redraw(place, draw);
    }, PAUSE_MS);
  };
  listen({ lookup: (entry) => (all || entry.face !== "page") && renew() }, signal);
}

function shown(said, all, choose) {
  if (!said.keeps) return off();
  const box = element("input", { type: "checkbox", id: "ours", checked: all, onchange: choose });
  const [total] = said.total;
  return [
    element("label", { class: "check" }, box, "Count what this page asked, too"),
    total?.lookups
      ? [account(total), tables(said), entries(said.latest)]
      : element(
          "p",
          { class: "empty" },
          "Nothing was looked up yet. What agents ask over MCP, HTTP and the command line will stand here.",
        ),
  ];
}

function off() {
  return element(
    "p",
    { class: "empty" },
    "The ledger is off: ",
    element("code", {}, "ledger.keep"),
    " is 0, so nothing is noted.",
  );
}

/** Say what all came to, whichever way it turned out. */
function account(total) {
  const saved = total.opened_tokens - total.tokens;
  const times = total.tokens ? total.opened_tokens / total.tokens : 0;
  return [
    element(
      "dl",
      { class: "figures" },
      figure("lookups", number(total.lookups)),
      figure("tokens of answers", number(total.tokens)),
      figure("tokens of the files one would have opened", number(total.opened_tokens)),
      figure(saved >= 0 ? "tokens fewer" : "tokens more", number(Math.abs(saved))),
    ),
    element(
      "p",
      { class: "legend" },
      "Compared is with opening the files that an answer shows parts of, at most five an answer, each once for each client; not with the whole repository.",
      times >= 2 && ` The files have ${number(Math.round(times))} times as many tokens.`,
    ),
  ];
}

function figure(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

function tables(said) {
  return element(
    "div",
    { class: "beside" },
    table("By client", said.by_client),
    table("By lookup", said.by_tool),
    table("By verdict", said.by_verdict),
  );
}

function table(title, rows) {
  const names = ["Lookups", "Tokens", "Mean ms"].map((each) =>
    element("th", { scope: "col", class: "figure" }, each),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, title), names)),
    element(
      "tbody",
      {},
      rows.map((each) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, own(each.name || "unknown")),
          element("td", { class: "figure" }, number(each.lookups)),
          element("td", { class: "figure" }, number(each.tokens)),
          element("td", { class: "figure" }, each.ms.toFixed(1)),
        ),
      ),
    ),
  );
}

// One by one

const COLUMNS = ["When", "Client", "Lookup", "Asked", "Verdict", "Tokens", "Of files", "ms"];
const FIGURES = 5;

function entries(latest) {
  const heads = COLUMNS.map((each, at) =>
    element("th", { scope: "col", class: at >= FIGURES && "figure" }, each),
  );
  const more =
    latest.length > SHOWN
      ? element("p", { class: "more" }, `The latest ${number(SHOWN)} of ${number(latest.length)}`)
      : "";
  return [
    element("h2", {}, "One by one"),
    latest.length
      ? element(
          "div",
          { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Lookups one by one" },
          element(
            "table",
            { class: "entries" },
            element("thead", {}, element("tr", {}, heads)),
            element("tbody", {}, latest.slice(0, SHOWN).map(entry)),
          ),
        )
      : element("p", { class: "quiet" }, `None among the last ${many(MOST, "lookup")}.`),
    more,
  ];
}

function entry(each) {
  const at = new Date(each.at * 1000);
  return element(
    "tr",
    {},
    element(
      "td",
      { class: "when" },
      element("time", { datetime: at.toISOString(), title: at.toLocaleString() }, moment(at)),
    ),
    element("td", {}, own(each.client || each.face), element("small", {}, each.face)),
    element("td", {}, element("code", {}, each.tool)),
    element("td", { class: "asked" }, asked(each)),
    element("td", {}, verdict(each.verdict)),
    element("td", { class: "figure" }, number(each.tokens)),
    element("td", { class: "figure" }, each.opened ? number(each.opened_tokens) : "–"),
    element("td", { class: "figure" }, each.ms.toFixed(1)),
  );
}

function moment(at) {
  const today = at.toDateString() === new Date().toDateString();
  return today ? at.toLocaleTimeString() : at.toLocaleDateString();
}

const LEADS = {
  find: to.find,
  read: to.ref,
  uses: to.ref,
  map: to.map,
  specs: to.specs,
  where: to.where,
};

function asked(each) {
  const lead = LEADS[each.tool];
  return lead && each.asked && !each.asked.startsWith("(")
    ? element("a", { href: lead(each.asked) }, own(each.asked))
    : own(each.asked);
}
