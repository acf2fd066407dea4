// Views that ask one lookup something one types: a name, a task, code.

import { answer } from "./answers.js";
import { ask, lookups, post } from "./api.js";
import { element, fill, own } from "./elements.js";
import { to } from "./places.js";
import { source } from "./source.js";

/** Show all that is found for a name. */
export async function found(place, name, signal) {
  const said = await ask("find", { name, limit: 100, budget: 20000 }, signal);
  fill(place, head(own(name)), answer(said));
}

/** Show how code is written at a path. */
export async function conventions(place, path, signal) {
  const title = head("How do we write code here?", own(path));
  if (!(await lookups()).has("conventions")) return fill(place, title, none("conventions"));
  fill(place, title, answer(await ask("conventions", { path, budget: 5000 }, signal)));
}

/** Ask where to look for a task. */
export async function where(place, task, signal) {
  const field = element("textarea", {
    id: "task",
    rows: "4",
    name: "task",
    placeholder: "An issue, a question, an error message",
  });
  field.value = task;
  const form = element(
    "form",
    { class: "asking" },
    element("label", { for: "task" }, "Task"),
    field,
    element("button", { type: "submit" }, "Ask"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) location.hash = to.where(field.value.trim());
  });
  const shown = element("div", { class: "shown" });
  fill(
    place,
    head("Where should I look?", "Ranked files and definitions for a task, each with why."),
    form,
    shown,
  );
  if (!(await lookups()).has("where")) return fill(shown, none("where"));
  if (task) fill(shown, answer(await post("where", { task }, signal)));
}

/** Check pasted code for what does not exist. */
export async function verify(place, _, signal) {
  const code = element("textarea", {
    id: "code",
    class: "code",
    rows: "12",
    name: "code",
    spellcheck: "false",
    placeholder: "from app.sessions import Session",
  });
  const path = element("input", {
    id: "path",
    type: "text",
    name: "path",
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "src/app.py",
  });
  const shown = element("div", { class: "shown" });
  const form = element(
    "form",
    { class: "asking" },
    element("label", { for: "code" }, "Code"),
    code,
    element("label", { for: "path" }, "The file it is meant for, if there is one"),
    path,
    element("button", { type: "submit" }, "Verify"),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!code.value.trim()) return code.focus();
    fill(shown, element("p", { class: "loading" }, "…"));
    const paths = path.value.trim() ? [path.value.trim()] : [];
    try {
      const said = await post("verify", { code: code.value, paths, budget: 10000 }, signal);
      // What was pasted stands in no file, so its lines lead nowhere.
      fill(shown, answer(said, null), marked(code.value, said));
    } catch (why) {
      if (why.name !== "AbortError")
        fill(shown, element("p", { class: "notice is-bad" }, own(why.message)));
    }
  });
  fill(
    place,
    head(
      "Is anything here made up?",
      "Imports, names, attributes and calls that do not exist, with their proof. Nothing is saved or run.",
    ),
    form,
    shown,
  );
}

/** Return the code with the lines marked that something was found on. */
function marked(code, said) {
  const items = said.groups.flatMap((each) => each.items);
  if (!items.length) return "";
  const lines = new Set(items.map((item) => item.start_line));
  const shown = { path: "", start_line: 1, end_line: code.split("\n").length, source: code };
  return [element("h2", {}, "The code, with these lines marked"), source(shown, lines)];
}

export function head(title, said = "") {
  return element(
    "header",
    { class: "head" },
    element("h1", { tabindex: "-1" }, title),
    said && element("p", { class: "facts" }, said),
  );
}

/** Say that this server has no such lookup. */
export function none(name) {
  return element(
    "p",
    { class: "empty" },
    "This server has no ",
    element("code", {}, name),
    " lookup.",
  );
}
