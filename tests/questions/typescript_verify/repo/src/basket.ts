export interface Line {
  name: string;
  count: number;
}

export class Basket {
  private lines: Line[] = [];

  constructor(readonly owner: string) {}

  add(name: string, count = 1): void {
    this.lines.push({ name, count });
  }

  total(): number {
    return this.lines.length;
  }
}

export function open(owner: string): Basket {
  return new Basket(owner);
}

// Whoever asks it for a name gets one.
export class Bag {
  [name: string]: unknown;
}
