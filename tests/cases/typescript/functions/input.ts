/** Parses a text. */
export function parse(text: string): Node;
export function parse(text: string, options: Options): Tree | null;
export function parse(text: any, options?: any): any {
  return new Parser(text, options).run();
}

export const identity = <const T,>(value: T): T => value;
const handler: Handler = async (request) => reply(request.body);
let convert = function <T>(value: T): Wrapped<T> {
  return wrap<T>(value);
};

function isString(value: unknown): value is string {
  return typeof value === "string";
}
function assertNode(value: unknown): asserts value is Node {}
function* walk(root: Node): Generator<Node> {
  yield* root.children;
}
function withThis(this: Window, { a, b = fallback }: { a: Alpha; b?: Beta }, [c]: Gamma[], cb: (e: Failure) => void = noop) {
  cb(a);
}

parse<Node>("x")!.child!.visit?.(identity);
util.inspect<Node>(handler as Listener);
export default async function (text: string): Promise<Node> {
  return parse(text);
}
