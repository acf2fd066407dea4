/** Anything that can be drawn. */
export abstract class Shape<T extends Point = Point> extends Base<T> implements Drawable, geo.Area<T> {
  static #count = 0;
  protected readonly points: Map<string, T> = new Map<string, T>();
  private cache?: Cache<T>;
  public name!: string;
  declare kind: "shape";
  accessor color = defaultColor;
  [key: string]: unknown;

  constructor(private origin: T, public readonly scale = 1, protected logger?: Logger, plain: Options = {}) {
    super(origin);
    this.cache = new Cache(plain);
  }

  abstract area(): number;
  protected abstract get bounds(): Box;

  // Moves it, by a point or by two numbers.
  move(by: T): this;
  move(x: number, y: number): this;
  move(...args: unknown[]): this {
    return this.#shift(args as Args);
  }

  #shift(args: Args): this {
    return this;
  }

  get width(): number {
    return this.bounds.width;
  }

  set width(value: number) {}

  onDraw = async (canvas: Canvas): Promise<void> => {
    await canvas.draw<T>(this.points);
  };

  static async of<U extends Point>(this: typeof Shape, from: U): Promise<Shape<U>> {
    return new Square<U>(from);
  }

  private helper() {}

  override toString(): string {
    return `${this.name} ${VERSION}`;
  }
}

class Square extends Mixin(Shape, ui.Widget) {}
const Anonymous = class implements Drawable {
  draw(): void {}
};
