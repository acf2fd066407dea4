import { before } from "./before";

interface Complete {
  a: string;
}

function open(a: Complete) {
  if (a) {
    before(a);
}

class Half<T> {
  private field: T;
  method(): T {
    if (this.field) {
      this.close();
  }
}

function after(c: Complete): void {
  return open(c);
}

const last = (): void => after(1);
