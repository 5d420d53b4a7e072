import { checkObject, describe } from "../loop/check.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { waitAny } from "../loop/wait_list.ts";
import { endOfStream } from "./_channel.ts";
import { channelOf, Receiver } from "./receiver.ts";

/** What {@linkcode select} has received, and from which of the receivers. */
export type Selected<R extends Receivers> = {
  [K in keyof R & string]: {
    /** The name under which the receiver was given. */
    readonly key: K;
    /** The item. */
    readonly value: R[K] extends Receiver<infer T> ? T : never;
  };
}[keyof R & string];

/** Receivers by name. */
// deno-lint-ignore no-explicit-any -- `Receiver<unknown>` would refuse all others, whose methods take what they give
export type Receivers = { readonly [key: string]: Receiver<any> };

/** How many items have been selected, as a clock for {@linkcode Channel.lastSelected}. */
let selections = 0;

/**
 * Receives from whichever of several receivers has something first.
 *
 * - **Exactly one item is taken**, of one receiver; the others keep theirs.
 * - **Fair.** If several have something, the one goes first that was selected longest ago.
 * - **FIFO.** It waits in all lines at once, behind those who came before, and leaves them all when it is served.
 * - Receivers that have come to their end are left out.
 *
 * @param receivers At least one receiver, by name: `select({ jobs, stop })`.
 * @returns The name of the receiver and the item. TypeScript knows the type of the item once the name is known.
 *
 * **Cancellation.** A cancelled caller takes no item with it. If it has been handed one already, it gets that, and the
 * cancel at its next wait.
 *
 * @throws {EndOfStream} If all receivers are at their end, or come there while the caller waits.
 * @throws {ClosedResource} If one of the receivers has been closed.
 * @throws {TypeError} If `receivers` is something else.
 * @throws {RangeError} If there is no receiver.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 *
 * @example Work until told to stop
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(() =>
 *   asyncio.taskGroup(async (tg) => {
 *     const [addJob, jobs] = asyncio.channel<number>(0);
 *     const [sayStop, stop] = asyncio.channel<string>(0);
 *     tg.createTask(async () => {
 *       for (const job of [1, 2]) await addJob.send(job);
 *       await sayStop.send("enough");
 *     });
 *     for (;;) {
 *       const got = await asyncio.select({ jobs, stop });
 *       if (got.key === "stop") break;
 *       log.push(`job ${got.value + 1}`);
 *     }
 *   })
 * );
 * assertEquals(log, ["job 2", "job 3"]);
 * ```
 */
export async function select<const R extends Receivers>(
  receivers: R,
  options: WaitOptions = {},
): Promise<Selected<R>> {
  const refused = refusedBy(options);
  if (refused !== null) return refused;
  const open = openOf(receivers);
  if (open.length === 0) throw endOfStream();
  let next: Choice | undefined;
  for (const choice of open) {
    const { channel } = choice;
    if (!channel.hasItem) continue;
    if (!next || channel.lastSelected < next.channel.lastSelected) {
      next = choice;
    }
  }
  let value: unknown;
  if (next !== undefined) value = next.channel.take();
  else {
    const woken = await waitAny(
      open.map(({ channel }) => channel.receivers),
      options,
      open.map(({ receiver }) => receiver),
    );
    next = open[woken.index]!;
    value = woken.value;
  }
  next.channel.lastSelected = ++selections;
  return { key: next.key, value } as Selected<R>;
}

interface Choice {
  readonly key: string;
  readonly receiver: Receiver<unknown>;
  readonly channel: ReturnType<typeof channelOf<unknown>>;
}

/** The receivers that are not at their end. */
function openOf(receivers: Receivers): Choice[] {
  checkObject(receivers, "The receivers of select()");
  const entries = Object.entries(receivers);
  if (entries.length === 0) {
    throw new RangeError("select() needs at least one receiver");
  }
  const open: Choice[] = [];
  for (const [key, receiver] of entries) {
    if (!(receiver instanceof Receiver)) {
      throw new TypeError(
        `select() needs receivers: '${key}' is ${describe(receiver)}`,
      );
    }
    const channel = channelOf<unknown>(receiver);
    if (!channel.isEnded) open.push({ key, receiver, channel });
  }
  return open;
}
