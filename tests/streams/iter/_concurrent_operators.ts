// The operators that work in tasks of their own, as the laws see them: each passes the items of one source through.

import { asSafeChannel } from "../../../streams/iter/as_safe_channel.ts";
import { batched } from "../../../streams/iter/batched.ts";
import { debounce } from "../../../streams/iter/debounce.ts";
import { flatten } from "../../../streams/iter/flatten.ts";
import { map } from "../../../streams/iter/map.ts";
import { mapConcurrent } from "../../../streams/iter/map_concurrent.ts";
import { merge } from "../../../streams/iter/merge.ts";
import { share } from "../../../streams/iter/share.ts";
import type { AsyncItems } from "../../../streams/iter/source.ts";
import { switchMap } from "../../../streams/iter/switch_map.ts";
import { tee } from "../../../streams/iter/tee.ts";
import { throttle } from "../../../streams/iter/throttle.ts";
import { timeout } from "../../../streams/iter/timeout.ts";
import * as asyncio from "../../../mod.ts";

/** One operator. */
export interface Operator {
  readonly name: string;
  /** The items of `source`, passed through. */
  readonly apply: (source: AsyncIterable<number>) => AsyncItems<number>;
  /** How many items may be on their way from the source to the consumer. */
  readonly ahead: number;
  /** Whether a slow consumer misses items, or all do when the source fails. */
  readonly drops?: boolean;
  /** Whether calls that run when the source fails are cancelled. */
  readonly hurries?: boolean;
  /** Whether it goes through an async generator, which cannot be closed while it waits for a foreign promise. */
  readonly wraps?: boolean;
}

async function later(n: number): Promise<number> {
  await asyncio.sleep(0.1);
  return n;
}

/** All of them. */
export const OPERATORS: readonly Operator[] = [
  { name: "merge", apply: (source) => merge(source), ahead: 1 },
  {
    name: "merge with others",
    apply: (source) => merge([], source, []),
    ahead: 1,
  },
  { name: "flatten", apply: (source) => flatten([source]), ahead: 1 },
  {
    name: "flatten with a limit",
    apply: (source) => flatten([[], source, []], { limit: 1 }),
    ahead: 1,
  },
  {
    name: "flatten of the outer source",
    apply: (source) => flatten(eachAlone(source), { limit: 2 }),
    ahead: 2,
    wraps: true,
  },
  {
    name: "switchMap",
    apply: (source) => switchMap([0], () => source),
    ahead: 1,
  },
  {
    name: "switchMap of the outer source",
    apply: (source) => switchMap(source, (item) => [item]),
    ahead: Infinity,
    drops: true,
  },
  {
    name: "mapConcurrent",
    apply: (source) => mapConcurrent(source, later, { limit: 3 }),
    ahead: 6,
    hurries: true,
  },
  {
    name: "mapConcurrent out of order",
    apply: (source) =>
      mapConcurrent(source, later, { limit: 3, ordered: false }),
    ahead: 6,
    hurries: true,
  },
  {
    name: "mapConcurrent of a plain function",
    apply: (source) => mapConcurrent(source, (n) => n, { limit: 1 }),
    ahead: 2,
  },
  { name: "timeout", apply: (source) => timeout(source, 1000), ahead: 0 },
  {
    name: "throttle",
    apply: (source) => throttle(source, 0.1),
    ahead: Infinity,
    drops: true,
  },
  {
    name: "debounce",
    apply: (source) => debounce(source, 0.1),
    ahead: Infinity,
    drops: true,
  },
  {
    name: "batched by time",
    apply: (source) =>
      map(batched(source, { size: 1, time: 0.1 }), ([item]) => item!),
    ahead: 1,
  },
  { name: "tee", apply: (source) => tee(source, 1)[0]!, ahead: 0 },
  {
    name: "share",
    apply: (source) => share(source)[Symbol.asyncIterator](),
    ahead: 0,
  },
  {
    name: "asSafeChannel",
    apply: (source) => asSafeChannel(source as AsyncGenerator<number>),
    ahead: 0,
    wraps: true,
  },
];

async function* eachAlone(
  source: AsyncIterable<number>,
): AsyncGenerator<number[]> {
  for await (const item of source) yield [item];
}
