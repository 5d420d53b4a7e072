import { checkSize } from "./_size.ts";
import { Channel } from "./_channel.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";

/**
 * Makes a channel: items that are sent into one end come out of the other, in order.
 *
 * - **Two ends.** A function that gets a {@linkcode Sender} can only send, one that gets a {@linkcode Receiver} can only
 *   receive, and each knows when the other side has gone: receiving raises `EndOfStream` (and ends a `for await`) when
 *   all senders have been closed, sending raises `BrokenResource` when all receivers have.
 * - **Back-pressure.** `send()` waits while `size` items are stored. With size 0 nothing is stored: a send waits until
 *   somebody receives (a rendezvous).
 * - **FIFO without barging.** Items come out in the order in which `send()` was called, and go to whoever has waited
 *   longest; nobody who comes later gets in between.
 * - **A cancelled waiter never takes an item or a slot with it.** A cancelled receiver leaves its item to the next, a
 *   cancelled sender has not sent its item.
 * - **A value handed over is never lost**: it arrives, and a later cancel is raised at that task's next wait. Nothing
 *   wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 *
 * asyncio has no channels; these are anyio's memory object streams. A {@linkcode Queue} is simpler where one side knows
 * of the other's end by other means, and counts unfinished work (`join()`).
 *
 * @param size How many items may be stored: a whole number of at least 0, or `Infinity`.
 * @typeParam T The type of the items.
 * @throws {TypeError} If `size` is not a number.
 * @throws {RangeError} If `size` is negative or not whole.
 *
 * @example A pipeline of two tasks
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const squares: number[] = [];
 * await asyncio.run(() =>
 *   asyncio.taskGroup((tg) => {
 *     const [sender, receiver] = asyncio.channel<number>(2);
 *     tg.createTask(async () => {
 *       using _ = sender;
 *       for (let i = 1; i <= 4; i++) await sender.send(i);
 *     });
 *     tg.createTask(async () => {
 *       for await (const n of receiver) squares.push(n * n);
 *     });
 *   })
 * );
 * assertEquals(squares, [1, 4, 9, 16]);
 * ```
 */
export function channel<T>(size: number): [Sender<T>, Receiver<T>] {
  const shared = new Channel<T>(checkSize(size, "The size of a channel", 0));
  return [new Sender(shared), new Receiver(shared)];
}
