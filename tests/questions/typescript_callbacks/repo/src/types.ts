export function object(): void {}
