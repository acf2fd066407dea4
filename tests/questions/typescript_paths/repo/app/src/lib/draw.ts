export function draw(): string {
  return "";
}
