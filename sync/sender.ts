import { INSPECT } from "../loop/inspect.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { brokenResource, type Channel, checkChannel } from "./_channel.ts";
import { type ChannelStatistics, statisticsOf } from "./channel_statistics.ts";
import { ClosedResource } from "./resource_errors.ts";
import { WouldBlockError } from "./would_block_error.ts";

/**
 * The end of a {@linkcode channel} that sends.
 *
 * Close it when there is nothing more to send, best with `using`: the receivers end when the last sender is closed. Give
 * each task that sends a {@linkcode clone} of its own.
 *
 * @typeParam T The type of the items.
 *
 * @example Several producers, one end of the stream
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * async function produce(end: asyncio.Sender<string>, name: string) {
 *   using sender = end;
 *   for (const n of [1, 2]) await sender.send(name + n);
 * }
 *
 * const seen: string[] = [];
 * await asyncio.run(() =>
 *   asyncio.taskGroup(async (tg) => {
 *     const [sender, receiver] = asyncio.channel<string>(10);
 *     for (const name of ["a", "b"]) {
 *       const clone = sender.clone();
 *       tg.createTask(() => produce(clone, name));
 *     }
 *     sender.close();
 *     for await (const item of receiver) seen.push(item);
 *   })
 * );
 * assertEquals(seen.sort(), ["a1", "a2", "b1", "b2"]);
 * ```
 */
export class Sender<T> {
  readonly #channel: Channel<T>;
  #isClosed = false;

  /**
   * Made by {@linkcode channel} and {@linkcode clone}.
   *
   * @throws {TypeError} If it is made by others.
   */
  constructor(channel: object) {
    this.#channel = checkChannel<T>(channel, "sender");
    this.#channel.openSenders++;
  }

  /** Whether this end has been closed. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /**
   * Sends an item; waits while there is no room for it or, in a channel of size 0, until somebody takes it.
   *
   * **Cancellation.** A cancelled caller has not sent its item; the others move up. If the item has been taken in
   * already, the call returns, and the cancel is raised at the caller's next wait.
   *
   * @throws {ClosedResource} If this end has been closed, or is while the caller waits.
   * @throws {BrokenResource} If all receivers have been closed, or are while the caller waits.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  send(item: T, options?: WaitOptions): Promise<void> {
    const refused = refusedBy(options) ?? this.#refused();
    if (refused !== null) return refused;
    const channel = this.#channel;
    if (!channel.hasRoom) {
      return channel.offers.wait(options, { item, end: this });
    }
    channel.push(item);
    return Promise.resolve();
  }

  /**
   * Sends an item at once. anyio's `send_nowait`.
   *
   * @throws {WouldBlockError} If there is no room.
   * @throws {ClosedResource} If this end has been closed.
   * @throws {BrokenResource} If all receivers have been closed.
   */
  trySend(item: T): void {
    const error = this.#refusal();
    if (error !== null) throw error;
    if (!this.#channel.hasRoom) {
      throw new WouldBlockError(
        `Cannot send at once: there is no room in a channel of size ${this.#channel.size}`,
      );
    }
    this.#channel.push(item);
  }

  /**
   * Makes another sender of the same channel, which has to be closed too.
   *
   * @throws {ClosedResource} If this end has been closed.
   */
  clone(): Sender<T> {
    if (this.#isClosed) throw closedSender("clone");
    return new Sender(this.#channel);
  }

  /**
   * Closes this end; the first time. Whoever waits to send with it gets a `ClosedResource`. When the last sender is
   * closed, the receivers get what is left and then the end.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const channel = this.#channel;
    channel.offers.failWhere(({ end }) => end === this, closedSender("send"));
    if (--channel.openSenders === 0) channel.endOfSending();
  }

  /** How full the channel is and who waits, as a frozen object. */
  statistics(): ChannelStatistics {
    return statisticsOf(this.#channel);
  }

  /** As {@linkcode close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Such as `<Sender open>`. */
  toString(): string {
    return `<${this.constructor.name} ${this.#isClosed ? "closed" : "open"}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #refusal(): Error | null {
    if (this.#isClosed) return closedSender("send");
    return this.#channel.openReceivers === 0 ? brokenResource() : null;
  }

  #refused(): Promise<never> | null {
    const error = this.#refusal();
    return error === null ? null : Promise.reject(error);
  }
}

function closedSender(what: string): ClosedResource {
  return new ClosedResource(`Cannot ${what}: this sender has been closed`);
}
