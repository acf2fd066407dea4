import { get } from "../src/context";
import * as z from "../src/types";

type Point = { x: number } & { z: boolean };

describe("app", () => {
  get("/", (c) => c.json({}));
  expect(JSON.parse("{}").json).toBe(z.object());
});
