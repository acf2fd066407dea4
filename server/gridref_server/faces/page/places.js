// Where one is: a view and what it shows, in the fragment, so that links and the back button work.

/** Return the view and the rest of a fragment such as `#/at/src/app.py%23Session.get`. */
export function here() {
  const [, view = "", rest = ""] = /^#\/([a-z]*)\/?(.*)$/s.exec(location.hash) ?? [];
  return { view: view || "map", rest: decoded(rest) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encoded(text) {
  return encodeURIComponent(text.toWellFormed?.() ?? text).replaceAll("%2F", "/").replaceAll("%3A", ":");
}

export const to = {
  map: (path = "") => `#/map/${encoded(path)}`,
  ref: (ref) => `#/at/${encoded(ref)}`,
  find: (name) => `#/find/${encoded(name)}`,
  where: (task) => `#/where/${encoded(task)}`,
  specs: (query) => `#/specs/${encoded(query)}`,
};

/** Return each folder of a path with its name, the outermost first. */
export function steps(path) {
  const names = path.split("/").filter(Boolean);
  return names.map((name, at) => ({ name, path: names.slice(0, at + 1).join("/") }));
}
