// What was looked up, by whom, at what cost.

import { head } from "./asking.js";
import { element, fill } from "./elements.js";

/** Show the ledger. */
export async function ledger(place) {
  fill(place, head("What was looked up?", ""), element("p", { class: "empty" }, "This server keeps no ledger."));
}
