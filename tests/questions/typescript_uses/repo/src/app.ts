import axios from "axios";
import Client, { get as load, post } from "./http.js";
import * as models from "./models";
import { fetchPage, State, TaskStore, type Todo } from "./models";

export class App {
  private readonly store = new TaskStore();
  private readonly client: Client;

  constructor(base: string) {
    this.client = new Client(base);
  }

  async start(): Promise<State> {
    const page = await load("/tasks");
    const other = await fetchPage("/more");
    const raw = await axios.get("/raw");
    await this.client.get("/mine");
    this.add({ id: 1, title: page + other + raw });
    return State.Open;
  }

  add(task: Todo): void {
    this.store.put(task);
    const spare = new models.TaskStore();
    spare.put(task);
    void post("/tasks", task.title);
  }
}

export function count(map: Map<string, number>, get: (key: string) => number): number {
  return get("a") + (map.get("b") ?? 0);
}
