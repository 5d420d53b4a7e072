import type { Future } from "./future.ts";

/** What is told when a future is done, and its place at the future: it watches one exactly while `prev` is set. */
export interface Observer {
  prev: Observer | null;
  next: Observer | null;
  onDone(future: Future<unknown>): void;
}
