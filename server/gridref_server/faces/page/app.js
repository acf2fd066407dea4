// Starts the page: the header, the keys, and the view that the fragment names.

import { AT, ask, listen, lookups, show as showToken } from "./api.js";
import { conventions, found, head, verify, where } from "./asking.js";
import { definition } from "./definition.js";
import { element, fill, many, own } from "./elements.js";
import { health, state as stateOf } from "./health.js";
import { ledger } from "./ledger.js";
import { map } from "./map.js";
import { here } from "./places.js";
import { searching } from "./search.js";
import { specs } from "./specs.js";

const VIEWS = {
  map,
  at: definition,
  find: found,
  conventions,
  where,
  specs,
  verify,
  ledger,
  index: health,
};
// A view of another sort belongs below one of the tabs.
const TABS = { at: "map", find: "map", conventions: "map" };
const SLOW_MS = 150;
const AGAIN_MS = 1000;

const main = document.getElementById("main");
const field = document.getElementById("wanted");
let shown = new AbortController();

async function show({ focus = true } = {}) {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const { view, rest, marked } = here();
  tabs(TABS[view] ?? view);
  const waiting = setTimeout(
    () => fill(main, element("p", { class: "loading" }, "Looking it up…")),
    SLOW_MS,
  );
  main.setAttribute("aria-busy", "true");
  const place = element("div", { class: `view is-${view in VIEWS ? view : "map"}` });
  const put = () => {
    clearTimeout(waiting);
    if (!place.isConnected) fill(main, place);
  };
  new MutationObserver((_, seen) => {
    seen.disconnect();
    if (signal.aborted) return;
    put();
    titled(place);
    if (focus) place.querySelector("h1")?.focus({ preventScroll: true });
    const line = place.querySelector(".at .marked");
    if (line) line.scrollIntoView({ block: "center" });
    else if (focus) scrollTo(0, 0);
  }).observe(place, { childList: true });
  try {
    await (VIEWS[view] ?? map)(place, rest, signal, marked);
  } catch (why) {
    if (why.name !== "AbortError" && !signal.aborted) fill(place, failed(why));
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) main.removeAttribute("aria-busy");
  }
}

function tabs(view) {
  for (const each of document.querySelectorAll("#views a")) {
    const its = each.getAttribute("href").split("/")[1];
    if (its === view) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
}

function titled(place) {
  const title = place.querySelector("h1")?.textContent;
  document.title = title ? `${title} · gridref` : "gridref";
}

function failed(why) {
  if (why.status === 401) return asksToken();
  return [
    head(why.status ? "That can't be shown" : "The server can't be reached", ""),
    element("p", { class: "notice is-bad", role: "alert" }, own(why.message)),
    element("button", { type: "button", onclick: () => show() }, "Try again"),
  ];
}

function asksToken() {
  const token = element("input", { id: "token", type: "password", autocomplete: "off" });
  const form = element(
    "form",
    { class: "asking" },
    element("label", { for: "token" }, "Token"),
    token,
    element("button", { type: "submit" }, "Go on"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    showToken(token.value.trim());
    state();
    show();
  });
  return [
    head(
      "This server wants its token",
      "It is what the server was started with. It is kept until this tab is closed.",
    ),
    form,
  ];
}

// The state of the index, in the header

async function state() {
  const place = document.getElementById("state");
  try {
    const status = await ask("status");
    const name = status.root.split(/[\\/]/).filter(Boolean).pop() ?? status.root;
    const { kind, word } = stateOf(status);
    fill(place, element("b", {}, own(name)), element("span", { class: `light is-${kind}` }, word));
    place.title = `${status.root}: ${many(status.files, "file")}, ${many(status.definitions, "definition")}`;
    if (!status.ready) setTimeout(state, AGAIN_MS);
  } catch (why) {
    fill(
      place,
      element("span", { class: "light is-bad" }, why.status === 401 ? "locked" : "no server"),
    );
  }
}

/** Where several repositories are served, let one choose. */
async function repositories() {
  const { repositories: names } = await ask("repositories");
  if (names.length < 2) return;
  const chosen = AT ?? names[0];
  const options = names.map((each) =>
    element("option", { value: each, selected: each === chosen }, each),
  );
  const choice = element("select", { "aria-label": "Repository", class: "repositories" }, options);
  choice.addEventListener("change", () => {
    location.assign(`?at=${encodeURIComponent(choice.value)}#/map/`);
  });
  document.getElementById("state").before(choice);
}

// Keys

addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=radio]), textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

searching(field, document.getElementById("results"));
addEventListener("hashchange", () => show());
show({ focus: false });
state();
repositories().catch(() => {});
listen({ index: state });
