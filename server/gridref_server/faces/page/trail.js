// A path as links.

import { element, own } from "./elements.js";
import { steps, to } from "./places.js";

/** Return a path as links to the folders that it leads through, and to the class within. */
export function trail(path) {
  const [file, name] = path.split("#");
  const found = steps(file).map((each) => ({ ...each, sep: "/" }));
  if (name) found.push({ name, path, sep: "#" });
  const root = path ? element("a", { href: to.map() }, "repository") : "repository";
  const links = found.flatMap((each, at) => [
    element("span", { class: "sep" }, at ? each.sep : " / "),
    element("wbr"),
    at === found.length - 1
      ? own(each.name)
      : element("a", { href: to.map(each.path) }, own(each.name)),
  ]);
  return element("span", { class: "trail" }, root, links);
}
