// Iterators and streams of the standard library go into the tools of this module, and theirs into its own.

import { assertEquals } from "@std/assert";
import { MuxAsyncIterator, pooledMap } from "@std/async";
import { mergeReadableStreams, TextLineStream } from "@std/streams";
import * as asyncio from "../../../mod.ts";
import {
  enumerate,
  iter,
  map,
  sorted,
  take,
  toArray,
} from "../../../streams/iter/mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { Watched } from "./_watched.ts";

async function double(n: number): Promise<number> {
  await asyncio.sleep(1);
  return n * 2;
}

virtualTest("pooledMap() is a source, and takes an iterator", async () => {
  const doubled = iter(pooledMap(2, [1, 2, 3], double)).filter((n) => n > 2);
  assertEquals(await toArray(doubled), [4, 6]);
  const pooled = pooledMap(2, map([1, 2, 3], (n) => n + 1), double);
  assertEquals(await Array.fromAsync(pooled), [4, 6, 8]);
});

virtualTest("MuxAsyncIterator is a source, and takes iterators", async () => {
  const mux = new MuxAsyncIterator<number>();
  mux.add(map([1, 2], (n) => n * 10));
  mux.add(take(new Watched({ delay: 1 }), 2));
  assertEquals(await sorted(mux), [0, 1, 10, 20]);
});

test("TextLineStream is a source", async () => {
  const lines = ReadableStream.from(["a\nb", "c\r\n", "d"])
    .pipeThrough(new TextLineStream());
  assertEquals(await toArray(enumerate(lines, 1)), [
    [1, "a"],
    [2, "bc"],
    [3, "d"],
  ]);
});

test("a stream is made of an iterator, goes through TextLineStream, and back", async () => {
  const words = iter(["a b", "c"]).flatMap((text) => text.split(" "));
  const lines = ReadableStream.from(words.map((word) => `${word}\n`))
    .pipeThrough(new TextLineStream());
  assertEquals(await iter(lines).toArray(), ["a", "b", "c"]);
});

test("mergeReadableStreams() is a source, and takes streams of iterators", async () => {
  const merged = mergeReadableStreams(
    ReadableStream.from(map([1, 2], (n) => n * 10)),
    ReadableStream.from([3]),
  );
  assertEquals(await sorted(merged), [3, 10, 20]);
});

test("a stream that is cancelled closes the iterator behind it", async () => {
  const source = new Watched();
  const stream = ReadableStream.from(map(source, (n) => n));
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  assertEquals(source.closed, 1);
});

test("Array.fromAsync() and 'yield*' read an iterator", async () => {
  async function* delegating() {
    yield* take("abc", 2);
  }
  assertEquals(await Array.fromAsync(delegating()), ["a", "b"]);
});
