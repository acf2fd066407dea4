import React from "react";
import * as path from "node:path";
import { readFile, writeFile as write, default as fs } from "fs";
import lodash, { map } from "lodash";
import config, * as everything from "./config.js";
import { "string name" as alias } from "module-name";
import data from "./data.json" with { type: "json" };
import "./side-effect.js";

export const name1 = 1, name2 = "2";
export let later;
export const { a, b: renamed, ...others } = load();
export const [first, second] = list;
export function functionName() {}
export class ClassName {}
export function* generatorName() {}
const local = map(path.join("a", "b"), write);
function hidden() {}
export { local, hidden as shown, hidden as default };
export * from "./all.js";
export * as named from "./named.js";
export { one, two as three, default as four } from "./some.js";
export { default } from "./default.js";

const lazy = () => import("./lazy.js");
const loaded = await import("./loaded.js");
const { part, other: piece } = await import("./parts.js");
import("./then.js").then((module) => module.start());
import.meta.url;
