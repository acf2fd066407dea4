import { Context } from "./context";

type Ctx = Context;
type Part = Partial<Context>;

export function answer(c: Ctx, part: Part): void {
  c.json({});
  part.json({});
}
