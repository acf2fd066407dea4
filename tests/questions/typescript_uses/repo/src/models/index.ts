export * from "./task";
export { get as fetchPage } from "../http";
export type { Task as Todo } from "./task";
