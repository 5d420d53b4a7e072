/** A module whose functions the tests run in threads. */

import {
  checkCancelled,
  threadSignal,
  transfer,
} from "../../../tasks/threads/mod.ts";
import { ContextVar } from "../../../loop/contextvars.ts";
import { CancelledError, isCancelled } from "../../../loop/errors.ts";

export const user: ContextVar<string> = new ContextVar("user", {
  default: "nobody",
});
export const notAFunction = 42;

let seed = 0;

export function add(a: number, b: number): number {
  return a + b;
}

export async function addLater(a: number, b: number): Promise<number> {
  await null;
  return a + b;
}

export function setSeed(value: number): void {
  seed = value;
}

export function getSeed(): number {
  return seed;
}

export function getUser(): string {
  return user.get();
}

export class ParseError extends RangeError {
  override name = "ParseError";
  readonly line: number;

  constructor(line: number) {
    super(`Cannot parse line ${line}`, { cause: new TypeError("a cause") });
    this.line = line;
  }
}

export function parse(line: number): never {
  throw new ParseError(line);
}

/** Counts what it has made in `made[2]`, and its end in `made[3]`. */
export async function* count(
  to: number,
  made: Int32Array,
): AsyncGenerator<number, string> {
  try {
    for (let i = 0; i < to; i++) {
      await null;
      Atomics.store(made, 2, i + 1);
      yield i;
    }
    return "all";
  } finally {
    Atomics.add(made, 3, 1);
    Atomics.notify(made, 3);
  }
}

export function* countAtOnce(to: number): Generator<number, string> {
  for (let i = 0; i < to; i++) yield i;
  return "all";
}

export async function* failAt(place: number): AsyncGenerator<number> {
  for (let i = 0; i < place; i++) yield i;
  await null;
  throw new RangeError(`failed at ${place}`);
}

/** Computes until it is cancelled; returns nothing else. */
export function computeUntilCancelled(gate: Int32Array): void {
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
  try {
    for (;;) checkCancelled();
  } catch (error) {
    const kind = isCancelled(error) && error instanceof CancelledError ? 1 : 2;
    Atomics.store(gate, 2, kind);
    Atomics.notify(gate, 2);
    throw error;
  }
}

export async function waitUntilCancelled(gate: Int32Array): Promise<void> {
  const signal = threadSignal();
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
  await new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      Atomics.store(gate, 2, signal.reason instanceof CancelledError ? 1 : 2);
      Atomics.notify(gate, 2);
      reject(signal.reason);
    });
  });
}

export function zeros(length: number): Uint8Array {
  return transfer(new Uint8Array(length));
}
