export function total(prices: number[]): number {
  return prices.reduce((a, b) => a + b, 0);
}

export function order(prices: number[]): number {
  return total(prices);
}
