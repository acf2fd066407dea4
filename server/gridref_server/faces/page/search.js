// Search as one types: a list below the field, by arrow keys or by pointer.

import { evidence } from "./answers.js";
import { ask } from "./api.js";
import { element, fill, many, own, say } from "./elements.js";
import { to } from "./places.js";

const PAUSE_MS = 60;
const SHOWN = 12;
const LEAST_FOR_PARTS = 3;

/** Make the field search. */
export function searching(field, list) {
  let asked = null;
  let pause = 0;
  let at = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    asked?.abort();
    clearTimeout(pause);
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    const all = options();
    if (!all.length) return;
    at = (next + all.length) % all.length;
    all.forEach((each, one) => each.setAttribute("aria-selected", String(one === at)));
    all[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[at].id);
  };
  const open = (address) => {
    close();
    field.blur();
    location.hash = address;
  };
  const look = async () => {
    const wanted = field.value.trim();
    asked?.abort();
    if (!wanted) return close();
    asked = new AbortController();
    try {
      const found = await matches(wanted, asked.signal);
      at = -1;
      field.removeAttribute("aria-activedescendant");
      fill(list, shown(found, wanted));
      say(
        found.items.length
          ? many(found.items.length, "result")
          : `${found.verdict}: ${found.summary}`,
      );
    } catch (why) {
      if (why.name === "AbortError") return;
      fill(list, element("p", { class: "notice is-bad" }, own(why.message)));
    }
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  };

  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE_MS);
  });
  field.addEventListener("focus", () => field.value && look());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Enter")
      open(options()[at]?.getAttribute("href") ?? to.find(field.value.trim()));
    else if (event.key === "Escape" && list.hidden) field.value = "";
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => event.target.closest("a") && close());
  document.addEventListener(
    "pointerdown",
    (event) => field.parentElement.contains(event.target) || close(),
  );
  field.parentElement.addEventListener(
    "focusout",
    (event) => field.parentElement.contains(event.relatedTarget) || close(),
  );
}

/** Return what has just this name, then what starts so, then what has it as a part. */
export async function matches(wanted, signal, limit = SHOWN) {
  const given = { limit, budget: 20000 };
  const exact = await ask("find", { name: wanted, ...given }, signal);
  const found = new Map(here(exact, 1).map((item) => [item.ref, item]));
  for (const name of patterns(wanted)) {
    if (found.size >= limit) break;
    const like = await ask("find", { name, ...given }, signal);
    for (const item of here(like)) if (!found.has(item.ref)) found.set(item.ref, item);
  }
  const items = [...found.values()].slice(0, limit);
  return { ...exact, items, near: items.length ? [] : exact.groups };
}

/** Return the items of the first groups of an answer that found something. */
function here(answer, groups) {
  return answer.verdict === "found" || answer.verdict === "ambiguous"
    ? answer.groups.slice(0, groups).flatMap((each) => each.items)
    : [];
}

/** Return what matches names that hold a text; before a dot the owner is meant as it is. */
function patterns(wanted) {
  if (/[*?#]/.test(wanted)) return [];
  const whole = wanted.includes("/") || !/[.:]/.test(wanted);
  const parts = whole && wanted.length >= LEAST_FOR_PARTS;
  return [`${wanted}*`, ...(parts ? [`*${wanted}*`] : [])];
}

function shown(found, wanted) {
  if (found.items.length) return found.items.map((item, at) => option(item, at, wanted));
  const near = found.near.flatMap((each) => each.items);
  return [
    element("p", { class: "none" }, element("b", {}, found.verdict), ": ", own(found.summary)),
    near.length && element("p", { class: "none quiet" }, "nearest:"),
    near.map((item, at) => option(item, at, "")),
    element("p", { class: "none quiet" }, evidence(found.evidence)),
  ].flat();
}

function option(item, at, wanted) {
  const name = item.ref.includes("#")
    ? item.ref.slice(item.ref.indexOf("#") + 1)
    : item.ref.split("/").pop();
  return element(
    "a",
    {
      role: "option",
      id: `result-${at}`,
      href: item.kind === "folder" ? to.map(item.ref) : to.ref(item.ref),
      tabindex: "-1",
      "aria-selected": "false",
    },
    element("span", { class: "name" }, own(name, {})),
    element("span", { class: "kind" }, item.kind),
    element(
      "span",
      { class: "path" },
      own(item.path),
      item.start_line ? `:${item.start_line}` : "",
    ),
  );
}
