import { getEventLoop } from "../../loop/running_loop.ts";

/**
 * A record of what happened, in order and with the loop's time, to be compared as a whole.
 *
 * @example Compare an order
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { runVirtual, Trace } from "@asyncio/asyncio/testing";
 *
 * const trace = new Trace();
 * await runVirtual(async () => {
 *   trace.push("start");
 *   await asyncio.sleep(1.5);
 *   trace.push("end");
 * });
 * assertEquals(trace.toString(), "0 start\n1.5 end");
 * assertEquals(trace.entries, ["start", "end"]);
 * ```
 */
export class Trace {
  readonly #entries: string[] = [];
  readonly #times: number[] = [];

  /** Adds an entry, the words joined by spaces. */
  push(...words: unknown[]): void {
    this.#entries.push(words.map(String).join(" "));
    this.#times.push(getEventLoop().time());
  }

  /** The entries so far, without times. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** A line for each entry, with the time in seconds in front, rounded to microseconds. */
  toString(): string {
    return this.#entries.map((entry, i) =>
      `${Math.round(this.#times[i]! * 1e6) / 1e6} ${entry}`
    ).join("\n");
  }
}
