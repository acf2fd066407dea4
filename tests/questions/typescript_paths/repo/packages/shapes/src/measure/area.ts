export function area(of: object): number {
  return 1;
}
