export class Context {
  json(value: object): void {}
}

export function get(path: string, handler: (c: Context) => void): void {}
