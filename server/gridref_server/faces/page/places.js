// Where one is: a view and what it shows, in the fragment, so that links and the back button work.

/**
 * Return the view, what it shows, and the lines to mark in it:
 * `#/at/src/app.py%23Session.get!12,14` is a definition of which two lines count.
 */
export function here() {
  const [, view = "", rest = ""] = /^#\/([a-z]*)\/?(.*)$/s.exec(location.hash) ?? [];
  const [, shown, lines] = /^(.*?)(?:!(\d+(?:,\d+)*))?$/s.exec(rest);
  const marked = new Set(lines?.split(",").map(Number));
  return { view: view || "map", rest: decoded(shown), marked };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encoded(text) {
  const whole = encodeURIComponent(text.toWellFormed?.() ?? text);
  // What is kept readable means nothing in a fragment; a `!` at the end would mean lines.
  return whole.replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("!", "%21");
}

export const to = {
  map: (path = "") => `#/map/${encoded(path)}`,
  ref: (ref, lines = []) => `#/at/${encoded(ref)}${lines.length ? `!${lines.join(",")}` : ""}`,
  find: (name) => `#/find/${encoded(name)}`,
  where: (task) => `#/where/${encoded(task)}`,
  conventions: (path) => `#/conventions/${encoded(path)}`,
  specs: (query) => `#/specs/${encoded(query)}`,
};

/** Return each folder of a path with its name, the outermost first. */
export function steps(path) {
  const names = path.split("/").filter(Boolean);
  return names.map((name, at) => ({ name, path: names.slice(0, at + 1).join("/") }));
}
