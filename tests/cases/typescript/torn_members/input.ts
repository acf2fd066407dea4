import { Item } from "./item";

export abstract class Cart<T> extends Base {
  private items: T[] = [];

  add(item: T): void {
    const s = `abc
    this.items.push(item);
  }

  /** Found although a quote is missing above. */
  protected abstract total(): number;

  remove(item: T): T[] {
    if (this.
    return this.items;
  }

  get size(): number {
    return this.items.length;
  }
}

export function last(cart: Cart<Item>): void {
  cart.add(
}
