export const colour = (): string => "red";
