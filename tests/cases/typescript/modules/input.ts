import type { User, Group as Team } from "./types";
import type Config from "./config";
import { type Role, admin } from "./roles.js";
import fs = require("fs");
import Label = Album.Inner.Label;
import type * as all from "../all";
import "reflect-metadata";
export import Public = Album.Public;
export type { Kind } from "./kind";
export type { Local as Renamed };
export * as helpers from "./helpers";
export = App;
export as namespace Library;

const loaded: typeof import("./loaded") = await import("./loaded");
declare function App(config: Config): User;
