/** A user of the system. */
export interface User<T = unknown> extends Entity, auth.Principal<T> {
  /** Never changes. */
  readonly id: number;
  name?: string;
  "quoted-name": string;
  address: { street: string };
  on(event: "change", listener: (user: User) => void): this;
  greet?<U>(other: U): void;
  onClick: (event: Click) => void;
  get age(): number;
  new (name: string): User;
  (input: Input): Output;
  [key: string]: any;
}

type ID = string | number;
export type Options<T> = {
  readonly value: T;
  done(result: Result<T>): void;
};
type Both = Options<User> & { extra: Extra };
type Getters<Type> = { [Property in keyof Type as `get${Capitalize<Property>}`]: () => Type[Property] };
type Element<T> = T extends (infer Item)[] ? Item : never;
type Alternative = Square | shapes.Circle | [First, ...Rest] | typeof config | (typeof util.inspect);
type Lazy = import("./lazy");
type Func = new (...args: Argument[]) => Instance;
let tuple: [name: string, age: Age] = load() satisfies Loaded;
const check = (value: unknown) => value as ui.Thing;
