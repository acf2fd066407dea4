import draw, { Circle, Shape } from "./shapes";

export function View({ shapes }: { shapes: Shape[] }) {
  return <pre>{draw(shapes)}</pre>;
}

export const Page = () => <View shapes={[new Circle({ x: 0, y: 0 }, 1)]} />;
