export function useState(): void {}
