import type { Closable } from "./_crew.ts";
import { open, Pipeline, pipelineOf } from "./_pipeline.ts";
import { AsyncSource, type Source, SyncSource } from "./_source.ts";
import type { AnyIterable } from "./source.ts";

/**
 * A source that one task reads to its end: what a pipeline would ask is asked directly, which spares a promise for each
 * item. The pipeline is there to keep the rules of closing; the end and an error must be told to the crew, which then
 * forgets the feed.
 */
export class Feed<T> implements Closable {
  /** What to ask for items; one that is a promise is still to be awaited. */
  readonly source: Source<T> | Pipeline<T>;
  readonly pipeline: Pipeline<T>;

  /** @param what What a TypeError names the source. */
  constructor(source: AnyIterable<T>, what: string) {
    const direct = directSource(source);
    if (direct === null || direct instanceof Pipeline) {
      this.source = this.pipeline = direct ?? open(source, what);
    } else {
      this.source = direct;
      this.pipeline = pipelineOf(direct);
    }
  }

  close(): Promise<unknown> {
    return this.pipeline.close();
  }
}

/** What gives the items of an iterable; `null` for what is no iterable, or a stream. */
function directSource<T>(
  source: AnyIterable<T>,
): Source<T> | Pipeline<T> | null {
  if (source instanceof Pipeline) return source;
  if (source instanceof ReadableStream) return null;
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = Object(
    source,
  ) as Partial<AsyncIterable<T> & Iterable<T>>;
  if (typeof async === "function") {
    const iterator = (source as AsyncIterable<T>)[Symbol.asyncIterator]();
    return iterator instanceof Pipeline ? iterator : new AsyncSource(iterator);
  }
  return typeof sync === "function"
    ? new SyncSource((source as Iterable<T>)[Symbol.iterator]())
    : null;
}
