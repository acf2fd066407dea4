import { before } from "./before.js";

function complete(a) {
  return before(a);
}

function open(a) {
  if (a) {
    complete(a);
}

const between = (b) => complete(b);

class Half {
  method() {
    if (this.open) {
      this.close();
  }
}

function after(c) {
  return complete(c);
}

const last = () => after(1);
