import { colour } from "#colours";

export function generate(): string {
  return colour();
}
