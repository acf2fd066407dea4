/**
 * A rectangle with a height and a width.
 *
 * Never seen in a one-line doc.
 */
class Rectangle {
  /** The height. */
  height = 0;
  width;
  #area = new Cache(0);
  static count = 0;
  static #instances = [];
  handle = (event) => this.emit(event);

  static {
    Rectangle.count = compute(defaults);
  }

  constructor(height, width = DEFAULT_WIDTH) {
    this.height = height;
    this.size = new Size(height, width);
    this.logger = getLogger("shape");
  }

  // The area, computed once.
  get area() {
    return this.calcArea();
  }

  set area(value) {
    this.#area = value;
  }

  calcArea() {
    return this.height * this.width;
  }

  static create(...args) {
    return new Rectangle(...args);
  }

  async #load(url) {
    const response = await fetch(url);
    return response.json();
  }

  *sides() {
    yield this.height;
  }

  async *[Symbol.asyncIterator]() {}

  "quoted name"() {}
}

export class Square extends Rectangle {
  constructor(length) {
    super(length, length);
    super.calcArea();
  }
}

class Mixed extends mixin(Serializable, events.Emitter) {}
class Remote extends shapes.Polygon {}
const Circle = class extends Rectangle {
  radius() {}
};
const Named = class Inner {};
