import { INSPECT } from "../loop/inspect.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { type Channel, checkChannel, endOfStream } from "./_channel.ts";
import { type ChannelStatistics, statisticsOf } from "./channel_statistics.ts";
import { ClosedResource, EndOfStream } from "./resource_errors.ts";
import { WouldBlockError } from "./would_block_error.ts";

let readChannel: <T>(receiver: Receiver<T>) => Channel<T>;

/**
 * The end of a {@linkcode channel} that receives; what {@linkcode Broadcast.subscribe} gives, too.
 *
 * `for await` takes the items as they come and ends when all senders have been closed. Leaving the loop does not close
 * the receiver; `using` does. {@linkcode select} waits for several receivers at once.
 *
 * @typeParam T The type of the items.
 *
 * @example To the end
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const [sender, receiver] = asyncio.channel<number>(2);
 * await sender.send(1);
 * await sender.send(2);
 * sender.close();
 * assertEquals(await receiver.receive(), 1);
 * for await (const item of receiver) assertEquals(item, 2);
 * await assertRejects(() => receiver.receive(), asyncio.EndOfStream);
 * ```
 */
export class Receiver<T> implements AsyncIterable<T> {
  readonly #channel: Channel<T>;
  #isClosed = false;

  static {
    readChannel = (receiver) => {
      if (receiver.#isClosed) throw closedReceiver("receive");
      return receiver.#channel;
    };
  }

  /**
   * Made by {@linkcode channel}, {@linkcode clone} and {@linkcode Broadcast.subscribe}.
   *
   * @throws {TypeError} If it is made by others.
   */
  constructor(channel: object) {
    this.#channel = checkChannel<T>(channel, "receiver");
    this.#channel.openReceivers++;
  }

  /** Whether this end has been closed. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /**
   * Takes the next item; waits for one if there is none.
   *
   * **Cancellation.** A cancelled caller takes no item with it; the others move up. If it has been handed an item
   * already, it gets that, and the cancel at its next wait. Use the item inside of the task: one that the task would
   * only return is lost if the cancel comes after the hand-over.
   *
   * @throws {EndOfStream} If all senders have been closed and nothing is left, or are while the caller waits.
   * @throws {ClosedResource} If this end has been closed, or is while the caller waits.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  receive(options?: WaitOptions): Promise<T> {
    const refused = refusedBy(options) ?? this.#refused();
    if (refused !== null) return refused;
    const channel = this.#channel;
    return channel.hasItem
      ? Promise.resolve(channel.take())
      : channel.receivers.wait(options, this);
  }

  /**
   * Takes the next item at once. anyio's `receive_nowait`.
   *
   * @throws {WouldBlockError} If there is none.
   * @throws {EndOfStream} If all senders have been closed and nothing is left.
   * @throws {ClosedResource} If this end has been closed.
   */
  tryReceive(): T {
    const error = this.#refusal();
    if (error !== null) throw error;
    if (!this.#channel.hasItem) {
      throw new WouldBlockError("Cannot receive at once: nothing is there");
    }
    return this.#channel.take();
  }

  /**
   * Makes another receiver of the same channel: each item goes to one of them. It has to be closed too.
   *
   * @throws {ClosedResource} If this end has been closed.
   */
  clone(): Receiver<T> {
    if (this.#isClosed) throw closedReceiver("clone");
    return new Receiver(this.#channel);
  }

  /**
   * Closes this end; the first time. Whoever waits to receive with it gets a `ClosedResource`. When the last receiver is
   * closed, senders get a `BrokenResource`, and what is left in the channel is dropped: {@linkcode tryReceive} it
   * before, if it matters.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const channel = this.#channel;
    channel.receivers.failWhere(
      (end) => end === this,
      closedReceiver("receive"),
    );
    if (--channel.openReceivers === 0) channel.endOfReceiving();
  }

  /** How full the channel is and who waits, as a frozen object. */
  statistics(): ChannelStatistics {
    return statisticsOf(this.#channel);
  }

  /**
   * Iterates over the items as they come, each `next()` being a {@linkcode receive}, and ends at the end of the stream.
   * Several loops share the items.
   *
   * **Cancellation.** As for `receive()`: a cancelled loop takes no item with it.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new ReceiverIterator(this);
  }

  /** As {@linkcode close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Such as `<Receiver open>`. */
  toString(): string {
    return `<${this.constructor.name} ${this.#isClosed ? "closed" : "open"}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #refusal(): Error | null {
    if (this.#isClosed) return closedReceiver("receive");
    return this.#channel.isEnded ? endOfStream() : null;
  }

  #refused(): Promise<never> | null {
    const error = this.#refusal();
    return error === null ? null : Promise.reject(error);
  }
}

/** The channel that a receiver, which must be open, receives from. */
export function channelOf<T>(receiver: Receiver<T>): Channel<T> {
  return readChannel(receiver);
}

class ReceiverIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #receiver: Receiver<T>;

  constructor(receiver: Receiver<T>) {
    this.#receiver = receiver;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    try {
      return { done: false, value: await this.#receiver.receive() };
    } catch (error) {
      if (!(error instanceof EndOfStream)) throw error;
      return { done: true, value: undefined };
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function closedReceiver(what: string): ClosedResource {
  return new ClosedResource(`Cannot ${what}: this receiver has been closed`);
}
