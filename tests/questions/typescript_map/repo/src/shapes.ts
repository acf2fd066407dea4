/**
 * A place on the plane.
 *
 * Units are millimetres.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Path = Point[];

/** Whatever can be drawn. */
export abstract class Shape {
  static count = 0;
  #secret = 1;

  constructor(protected readonly at: Point) {
    Shape.count += this.#secret;
  }

  /** The space that it takes. */
  abstract get area(): number;

  moved(by: Point): Point {
    return add(this.at, by);
  }
}

export class Circle extends Shape {
  constructor(
    at: Point,
    private readonly radius: number,
  ) {
    super(at);
  }

  get area(): number {
    return Math.PI * this.radius ** 2;
  }
}

export const add = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });

export namespace Units {
  export const inch = 25.4;
  export function toInch(mm: number): number {
    return mm / inch;
  }
}

function hidden(): void {}

export enum Colour {
  Red = "red",
  Green = "green",
}

export default function draw(shapes: Shape[], colour: Colour = Colour.Red): string {
  hidden();
  return shapes.map((each) => `${each.area} ${colour}`).join("\n");
}
