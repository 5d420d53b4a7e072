import { describe } from "../loop/check.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";
import { Guard } from "./guard.ts";
import { BusyResource } from "./resource_errors.ts";

/** What {@linkcode ResourceGuard.statistics} tells. */
export interface ResourceGuardStatistics {
  /** Whether somebody is using the resource. */
  readonly busy: boolean;
}

/**
 * Lets one at a time use something, and throws at whoever comes second: for what must not happen, such as two who read
 * from one connection. Where the second one should wait, a {@linkcode Lock} is what is wanted.
 *
 * anyio's, which asyncio does not have. There the guard itself is the context manager; here it is what `enter()`
 * returns.
 *
 * @example One reader
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * class Connection {
 *   #reading = new asyncio.ResourceGuard("reading from");
 *
 *   async read() {
 *     using _ = this.#reading.enter();
 *     await asyncio.sleep(0.01); // stands for the network
 *     return "data";
 *   }
 * }
 *
 * await asyncio.run(async () => {
 *   const connection = new Connection();
 *   const first = connection.read();
 *   await assertRejects(() => connection.read(), asyncio.BusyResource);
 *   await first;
 *   await connection.read();
 * });
 * ```
 */
export class ResourceGuard {
  readonly #action: string;
  #isBusy = false;
  readonly #use = { release: () => void (this.#isBusy = false) };

  /**
   * Makes a guard for one kind of use.
   *
   * @param action What is done with the resource, for the message of the error: "reading from", "writing to".
   * @throws {TypeError} If it is not a string.
   */
  constructor(action = "using") {
    if (typeof action !== "string") {
      throw new TypeError(
        `The action of a resource guard must be a string: ${describe(action)}`,
      );
    }
    this.#action = action;
  }

  /**
   * Begins to use the resource, until the guard is disposed of. It does not wait.
   *
   * @returns A guard that ends the use: `using _ = guard.enter()`.
   * @throws {BusyResource} If somebody is using it already.
   */
  enter(): Guard {
    if (this.#isBusy) {
      throw new BusyResource(
        `The resource is busy: somebody is ${this.#action} it already`,
      );
    }
    this.#isBusy = true;
    return new Guard(this.#use);
  }

  /** What is going on, as a frozen object. */
  statistics(): ResourceGuardStatistics {
    return Object.freeze({ busy: this.#isBusy });
  }

  /** Such as `<ResourceGuard [reading from]>`, or `[free]`. */
  toString(): string {
    return summary(this, this.#isBusy ? this.#action : "free", 0);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}
