import { clmap, Pool, limit } from "tools";
import * as tools from "tools";
import { nothing } from "tools/txt";
import { later } from "absent-here";
import { invented } from "no-such-package";
import { Basket, openBasket } from "./basket";
import { Line } from "./baskets";
import { open } from "@/baskt";

export class Till extends Basket {
  pay(): void {
    this.totl();
    this.add("x", 1, 2);
    super.addLine("x");
  }
}

export function wrong(basket: Basket): void {
  basket.addItem("x");
  new Basket();
  tools.Level.Medium;
  tools.slugfy("x");
  tools.clamp(1);
  Pool.from(1);
  limit(1);
}
