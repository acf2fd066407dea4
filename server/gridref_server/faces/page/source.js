// Shows source with its line numbers; rows that stand for lines left out lead to these.

import { element, visible } from "./elements.js";
import { to } from "./places.js";

const LEFT_OUT = /^\s*… (\d+) lines, (\d+)-(\d+)$/;
const REST = /^… (\d+) more rows$/;

/** Return lines from a first one on; `marked` ones stand out. */
export function source(item, marked = new Set()) {
  let line = item.start_line;
  const rows = item.source.split("\n").map((text) => {
    const gap = LEFT_OUT.exec(text);
    if (gap) {
      line = Number(gap[3]) + 1;
      const ref = `${item.path}:${gap[2]}-${gap[3]}`;
      return element(
        "span",
        { class: "row gap" },
        element("a", { href: to.ref(ref) }, text.trim()),
      );
    }
    if (REST.test(text)) return element("span", { class: "row gap" }, text);
    return row(text, line++, marked);
  });
  const digits = String(Math.max(item.end_line, line)).length;
  const shown = element("pre", { class: "source", tabindex: "0", "aria-label": "Source" }, rows);
  shown.style.setProperty("--digits", digits);
  return shown;
}

function row(text, line, marked) {
  const made = element("span", {
    class: marked.has(line) ? "row marked" : "row",
    "data-line": line,
  });
  // Tabs are kept as they are, all else that can't be seen is spelt.
  made.append(text.split("\t").map(visible).join("\t") + "\n");
  return made;
}
