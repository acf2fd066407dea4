/** What is to be done. */
export interface Task {
  id: number;
  title: string;
}

export enum State {
  Open,
  Done,
}

export abstract class Store<T> {
  protected items: T[] = [];

  /** Keep one more. */
  put(item: T): void {
    this.items.push(item);
    this.changed();
  }

  abstract changed(): void;
}

export class TaskStore extends Store<Task> {
  changed(): void {}

  put(task: Task): void {
    super.put(task);
  }
}
