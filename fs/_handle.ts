import type { WaitOptions } from "../loop/wait_options.ts";
import type { Buffered } from "./_buffered.ts";
import type { OpenFile } from "./_open_file.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

/** What an operation needs the file to be able to do. */
export type Need = "read" | "write" | "seek" | null;

/** How one of the objects that stand for an open file gets at it, until it is detached from it. */
export class Handle {
  readonly buffered: Buffered;
  readonly file: OpenFile;
  #detached = false;

  constructor(buffered: Buffered) {
    this.buffered = buffered;
    this.file = buffered.file;
  }

  /** Whether an operation could go on at once. */
  get idle(): boolean {
    return this.file.idle && !this.#detached;
  }

  /**
   * @throws {RangeError} If the file is closed or detached.
   * @throws {UnsupportedOperation} If it cannot do what is needed.
   */
  check(need: Need = null): void {
    const refusal = this.#refusal(need);
    if (refusal !== null) throw refusal;
  }

  /** Runs `body` when it is its turn. */
  run<T>(
    need: Need,
    body: () => T | Promise<T>,
    options?: WaitOptions,
  ): Promise<T> {
    const refusal = this.#refusal(need);
    return refusal === null
      ? this.file.run(body, options)
      : Promise.reject(refusal);
  }

  detach(): void {
    this.check();
    this.#detached = true;
  }

  #refusal(need: Need): RangeError | null {
    if (this.#detached) {
      return new RangeError("The underlying file has been detached");
    }
    const { facts, closedError } = this.file;
    if (closedError !== null) return closedError;
    if (need === "read" && !facts.readable) {
      return new UnsupportedOperation("The file is not readable");
    }
    if (need === "write" && !facts.writable) {
      return new UnsupportedOperation("The file is not writable");
    }
    if (need === "seek" && !this.file.seekable) {
      return new UnsupportedOperation("The file or stream is not seekable");
    }
    return null;
  }
}
