import { checkIterable, checkObject } from "../check.ts";
import { threadScope } from "./thread_scope.ts";

const transfers: WeakMap<object, readonly Transferable[]> =
  threadScope?.transfers ?? new WeakMap();

/**
 * Marks a value so that its memory is handed over instead of copied, when it is next an argument of a job or of a call
 * to `fromThread()`, or the result of one. The side that hands it over cannot use it any more.
 *
 * In a function that is sent to a thread it is known without an import. Processes share no memory: there, it is copied.
 *
 * @param value The argument or result itself, not something inside of it.
 * @param list What is handed over. @default {the buffer of a typed array, or the value}
 * @returns The value.
 * @throws {TypeError} If the value is not an object.
 *
 * @example There and back without a copy
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { transfer } from "@asyncio/asyncio/threads";
 *
 * await asyncio.run(async () => {
 *   const pixels = new Uint8Array(1_000_000);
 *   const inverted = await asyncio.toThread((bytes: Uint8Array) => {
 *     for (let i = 0; i < bytes.length; i++) bytes[i] = ~bytes[i]!;
 *     return transfer(bytes);
 *   }, transfer(pixels));
 *   assertEquals([inverted[0], inverted.length, pixels.length], [255, 1_000_000, 0]);
 * });
 * ```
 */
export function transfer<T extends object>(
  value: T,
  list?: readonly Transferable[],
): T {
  checkObject(value, "What is transferred");
  if (list !== undefined) checkIterable(list, "A transfer list");
  const standard = ArrayBuffer.isView(value) ? value.buffer : value;
  transfers.set(value, list ?? [standard as Transferable]);
  return value;
}

/** What is to be transferred with the value. */
export function transfersOf(value: unknown): readonly Transferable[] {
  return typeof value === "object" && value !== null
    ? transfers.get(value) ?? NOTHING
    : NOTHING;
}

const NOTHING: readonly Transferable[] = [];
