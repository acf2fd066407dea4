/** Where to go. */
export enum Direction {
  /** Against gravity. */
  Up = 1,
  Down,
  "to-left" = "LEFT",
  Computed = offset(),
  Alias = Up,
}

const enum Flags {
  None,
}

export const Level = { Low: 0, High: limits.high } as const;
const Theme = { dark: true } satisfies ThemeOptions;
use(Direction.Up, Flags.None, Level.Low);
