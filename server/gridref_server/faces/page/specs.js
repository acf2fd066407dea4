// What must hold: the specs as a tree, with what implements and tests each requirement.

import { answer } from "./answers.js";
import { ask, lookups } from "./api.js";
import { head, none } from "./asking.js";
import { element, fill } from "./elements.js";

/** Show the specs, or what one says. */
export async function specs(place, query, signal) {
  const shown = element("div", { class: "shown" });
  fill(place, head("What must this do?", "Requirements of this repository, and what implements and tests them."), shown);
  if (!(await lookups()).has("specs")) return fill(shown, none("specs"));
  fill(shown, answer(await ask("specs", query ? { ref: query } : {}, signal)));
}
