import { checkCount, checkObject, checkString } from "../../loop/check.ts";
import type { WaitOptions } from "../../loop/wait_options.ts";
import { CapacityLimiter } from "../../sync/capacity_limiter.ts";

/** What {@linkcode HostLimits} limits. */
export interface HostLimitsOptions {
  /** How many requests to one host may be under way. @default {Infinity} */
  readonly perHost?: number | undefined;
  /** How many requests may be under way in all. @default {100} */
  readonly total?: number | undefined;
}

/**
 * Limits how many requests of `fetch()` are under way at once: those that share one of these. The others wait in line.
 *
 * A request is under way until its response has been read or closed. What waits for a host that is busy is not in the
 * way of requests to the others. The host is the one that was asked for: redirects do not change it.
 *
 * @example Two at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const limits = new asyncio.HostLimits({ perHost: 2 });
 * await asyncio.run(async () => {
 *   await using response = await asyncio.fetch("data:text/plain,hello", { limits });
 *   assertEquals(limits.active, 1);
 *   assertEquals(await response.text(), "hello");
 *   assertEquals(limits.active, 0);
 * });
 * ```
 */
export class HostLimits {
  readonly #perHost: number;
  readonly #all: CapacityLimiter;
  /** Of the hosts that somebody uses or waits for. */
  readonly #hosts: Map<string, Host> = new Map();

  /**
   * Makes limits.
   *
   * @throws {TypeError} If one of them is not a number.
   * @throws {RangeError} If it is not a whole number of at least 1, or infinite.
   */
  constructor(options: HostLimitsOptions = {}) {
    checkObject(options, "The limits");
    const { perHost = Infinity, total = 100 } = options;
    // None at all could never send a request.
    if (perHost !== Infinity) checkCount(perHost, "'perHost'", 1);
    if (total !== Infinity) checkCount(total, "'total'", 1);
    this.#perHost = perHost;
    this.#all = new CapacityLimiter(total);
  }

  /** How many requests are under way. */
  get active(): number {
    return this.#all.borrowedTokens;
  }

  /**
   * Waits until a request to `host` may begin.
   *
   * **Cancellation.** A cancelled caller leaves the line; the others move up.
   *
   * @returns What ends it; calling it again changes nothing.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async acquire(host: string, options?: WaitOptions): Promise<() => void> {
    checkString(host, "'host'");
    const borrower = {};
    let entry = this.#hosts.get(host);
    if (entry === undefined) {
      entry = { limiter: new CapacityLimiter(this.#perHost), users: 0 };
      this.#hosts.set(host, entry);
    }
    const { limiter } = entry;
    entry.users++;
    try {
      await limiter.acquireOnBehalfOf(borrower, options);
      try {
        await this.#all.acquireOnBehalfOf(borrower, options);
      } catch (error) {
        limiter.releaseOnBehalfOf(borrower);
        throw error;
      }
    } catch (error) {
      this.#leave(host, entry);
      throw error;
    }
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      limiter.releaseOnBehalfOf(borrower);
      this.#all.releaseOnBehalfOf(borrower);
      this.#leave(host, entry);
    };
  }

  #leave(host: string, entry: Host): void {
    if (--entry.users === 0) this.#hosts.delete(host);
  }
}

interface Host {
  readonly limiter: CapacityLimiter;
  /** How many requests to it are under way or wait. */
  users: number;
}
