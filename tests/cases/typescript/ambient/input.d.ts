/// <reference types="node" />

/** The version of the library. */
declare const VERSION: string;
declare let a: number, b: Flag;
declare function greet(greeting: string): void;
declare function greet(options: GreetOptions): void;
declare class Greeter {
  constructor(greeting: string);
  greeting: string;
  showGreeting(): void;
  private hidden;
  static create(): Greeter;
}
declare enum Level {
  Low,
}
declare namespace Library {
  interface Settings {
    verbose: boolean;
  }
  function start(settings: Settings): void;
  const started: boolean;
  namespace Deep {
    let inside: string;
  }
}
declare module "express" {
  export interface Request {
    user: User;
  }
  function express(): Application;
  export default express;
}
declare module "*.css";
declare global {
  interface Window {
    library: typeof Library;
  }
  var __DEV__: boolean;
  function reload(): void;
}
export declare const exported: number;
export default interface Defaults {}
