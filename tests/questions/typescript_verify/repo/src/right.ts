import { clamp, Pool, Level, slugify } from "tools";
import * as tools from "tools";
import { slugify as slug } from "tools/text";
import { Basket, Bag, open } from "@/basket";
import type { Line } from "./basket.js";

export function right(line: Line, bag: Bag, anything: any): string {
  const basket = open(slug("a"));
  basket.add(line.name, line.count);
  anything.whatever();
  bag.whatever;
  // @ts-expect-error what a test does
  basket.nothing();
  const pool = Pool.of(Level.Low, tools.Level.High);
  return slugify(`${new Basket("x").owner} ${basket.total()} ${clamp(pool.size, 1)}`);
}
