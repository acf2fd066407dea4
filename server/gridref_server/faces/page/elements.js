// Makes elements. What comes from the repository goes in as text, and what can't be seen is spelt.

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Return text with everything escaped that would not be seen as it is, in the words of refs. */
export function visible(text) {
  return String(text).replace(UNSEEN, (letter) => {
    const code = letter.codePointAt(0);
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    if (code > 0xffff) return `\\U${code.toString(16).padStart(8, "0")}`;
    return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : control(letter, code);
  });
}

function control(letter, code) {
  return (
    { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[letter] ?? `\\x${code.toString(16).padStart(2, "0")}`
  );
}

/** Return an element: `element("a", {href, class: "row"}, "text", another)`. */
export function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.flat(Infinity).filter(Boolean).map(node));
  return made;
}

function node(each) {
  return each instanceof Node ? each : document.createTextNode(visible(each));
}

/** Put these into an element in place of what it holds. */
export function fill(place, ...inside) {
  place.replaceChildren(...inside.flat(Infinity).filter(Boolean).map(node));
  return place;
}

/** Draw a place anew, unless somebody is at a control in it; the title keeps the focus it had. */
export function redraw(place, draw) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  if (focused && focused.tagName !== "H1") return;
  draw();
  if (focused) place.querySelector("h1")?.focus({ preventScroll: true });
}

/** Return a text in a direction of its own, so that it can't turn what stands around it. */
export function own(text, attributes = {}) {
  return element("bdi", attributes, text);
}

const GROUPED = new Intl.NumberFormat("en");

export function number(value) {
  return GROUPED.format(value);
}

export function many(count, one, several = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : several}`;
}

/** Tell those who listen to the page in place of looking at it. */
export function say(text) {
  document.getElementById("said").textContent = visible(text);
}
