import { Store, connect } from "./store";

const store = new Store<Item>(connect());
let settings: Settings;
export const api: Api = connect("api");

function run(input: Input, count = 1, done?: Done, ...rest: Extra[]) {
  const parser = new ui.Parser(input);
  const tree: Tree = parser.parse();
  const node = await tree.first();
  const cast = node.value as Value;
  const alias = store;
  let item = store.items[0];
  let { left, right: other } = tree;
  for (const child of node.children as Child[]) visit(child);
  try {
  } catch (error: unknown) {
    log(error);
  }
  return [cast, alias, item, left, other, count, done];
}

class Service {
  private client = createClient();
  cache: Cache = new MemoryCache();
  constructor(private db: Database) {
    this.queue = new Queue(db);
    this.name = settings.name;
  }
}
