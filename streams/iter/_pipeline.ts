import { describe } from "../../loop/check.ts";
import { RuntimeError } from "../../loop/errors.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { closeAfterError } from "./_closing.ts";
import { isThenable } from "./_thenable.ts";
import { AsyncSource, type Source, SyncSource } from "./_source.ts";
import { StreamSource } from "./_stream_source.ts";
import type { AnyIterable, AsyncItems, IteratorLike } from "./source.ts";

/** What a stage returns in place of an item: the item is dropped. */
export const SKIP: unique symbol = Symbol("skip");
/** What a stage returns in place of an item: it was the first that is not wanted any more. */
export const END: unique symbol = Symbol("end");

/** A step that makes at most one item of each: the sequential operators that can be fused are made of one. */
export interface Stage {
  /** The item that `item` becomes, {@linkcode SKIP} or {@linkcode END}, or a promise for one of them. */
  apply(item: unknown): unknown;
}

/** A stage that may have had enough. */
export interface LimitedStage extends Stage {
  /** Whether no further item is wanted; asked before the source is. */
  readonly isSpent: boolean;
}

/**
 * The one iterator behind all operators: pulls from a source and sends each item through its stages.
 *
 * Operators on a pipeline do not nest: they add a stage. So a chain of them costs one promise for each item, and the
 * rules that {@linkcode AsyncItems} promises are kept here, once. A pipeline and those made of it share source, turns
 * and stages, as if each pulled from the one before it.
 */
export class Pipeline<T> implements AsyncItems<T> {
  readonly #core: Core;
  readonly #stages: readonly Stage[];
  readonly #limits: readonly LimitedStage[];

  constructor(
    core: Core,
    stages: readonly Stage[],
    limits: readonly LimitedStage[],
  ) {
    this.#core = core;
    this.#stages = stages;
    this.#limits = limits;
  }

  /** A pipeline with one stage more. */
  extend<U>(stage: Stage): Pipeline<U> {
    return new Pipeline<U>(this.#core, [...this.#stages, stage], this.#limits);
  }

  /** A pipeline with one stage more, which may have had enough. */
  limit<U>(stage: LimitedStage): Pipeline<U> {
    return new Pipeline<U>(
      this.#core,
      [...this.#stages, stage],
      [...this.#limits, stage],
    );
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#core.isBusy) return this.#pullLater();
    this.#core.isBusy = true;
    return this.#pull();
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    if (this.isBlocked) this.#refuseToClose();
    await this.#core.close();
    return { done: true, value: undefined };
  }

  /** Whether closing would wait for what a generator waits for. */
  get isBlocked(): boolean {
    const { isSourceRunning, isDone, source } = this.#core;
    return isSourceRunning && !isDone && source.isBlocked === true;
  }

  /** As {@linkcode return}, and waits for a generator that is running: for those who have cancelled it before. */
  close(): Promise<void> {
    return this.#core.close();
  }

  #refuseToClose(): never {
    // Once it yields; the error of closing is reported, as nobody is there to get it.
    void closeAfterError([this]);
    throw new RuntimeError(
      "Cannot close an iterator whose async generator is running: it is closed when it yields",
    );
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #pullLater(): Promise<IteratorResult<T, undefined>> {
    await (this.#core.turns ??= new WaitList()).wait();
    return await this.#pull();
  }

  // The hot path: what is rare is done elsewhere, and few variables live across an await, since each is saved there.
  async #pull(): Promise<IteratorResult<T, undefined>> {
    try {
      while (this.#isOpen()) {
        const step = this.#core.source.next();
        let item = this.#take(step instanceof Promise ? await step : step);
        if (item instanceof Promise) item = await item;
        if (item === SKIP) continue;
        if (item === END) break;
        this.#core.passTurn();
        return { done: false, value: item as T };
      }
    } catch (error) {
      return this.#fail(error);
    }
    return this.#end();
  }

  /** Whether there is a source to be asked, and a wish for what it gives. */
  #isOpen(): boolean {
    const core = this.#core;
    if (core.isDone) return false;
    for (let i = 0; i < this.#limits.length; i++) {
      if (this.#limits[i]!.isSpent) return false;
    }
    core.isSourceRunning = true;
    return true;
  }

  #take(result: IteratorResult<unknown, unknown>): unknown {
    const core = this.#core;
    core.isSourceRunning = false;
    if (result.done) {
      core.isDone = true;
      return END;
    }
    return typeof result.value === "object" && isThenable(result.value)
      ? processLater(this.#stages, result.value, 0)
      : process(this.#stages, result.value, 0);
  }

  async #end(): Promise<IteratorResult<T, undefined>> {
    try {
      await this.#core.close();
    } finally {
      this.#core.passTurn();
    }
    return { done: true, value: undefined };
  }

  async #fail(error: unknown): Promise<never> {
    const core = this.#core;
    if (core.isSourceRunning) core.isDone = true;
    else await closeAfterError([this]);
    core.passTurn();
    throw error;
  }
}

/** Sends an item through the stages from `first` on; returns a promise only if there is something to wait for. */
function process(
  stages: readonly Stage[],
  item: unknown,
  first: number,
): unknown {
  for (let i = first; i < stages.length; i++) {
    item = stages[i]!.apply(item);
    if (item === SKIP || item === END) return item;
    if (typeof item === "object" && isThenable(item)) {
      return processLater(stages, item, i + 1);
    }
  }
  return item;
}

async function processLater(
  stages: readonly Stage[],
  waiting: PromiseLike<unknown>,
  first: number,
): Promise<unknown> {
  const item = await waiting;
  if (item === SKIP || item === END) return item;
  return await process(stages, item, first);
}

/** What a pipeline and all that are made of it have in common. */
class Core {
  readonly source: Source<unknown>;
  /** Whether the source has ended, has failed or is being closed. */
  isDone = false;
  /** Whether an error would be the source's own; then it is not closed. */
  isSourceRunning = false;
  /** Whether somebody pulls. Invariant: others wait for their turn only while it is set. */
  isBusy = false;
  turns: WaitList<void> | null = null;

  constructor(source: Source<unknown>) {
    this.source = source;
  }

  passTurn(): void {
    if (this.turns === null || !this.turns.wakeOne()) this.isBusy = false;
  }

  async close(): Promise<void> {
    if (this.isDone) return;
    this.isDone = true;
    await this.source.close();
  }
}

/** A pipeline that pulls from `source`, without stages. */
export function pipelineOf<T>(source: Source<T>): Pipeline<T> {
  return new Pipeline<T>(new Core(source), [], []);
}

/**
 * Opens anything that can be iterated over. A pipeline is returned as it is; so what is opened always keeps the rules
 * of {@linkcode AsyncItems}.
 *
 * @param what What a TypeError names the source.
 */
export function open<T>(
  source: AnyIterable<T>,
  what: string = "The source",
): Pipeline<T> {
  if (source instanceof Pipeline) return source;
  if (source instanceof ReadableStream) {
    return pipelineOf(new StreamSource<T>(source));
  }
  if (hasMethod(source, Symbol.asyncIterator)) {
    const iterator = (source as AsyncIterable<T>)[Symbol.asyncIterator]();
    return iterator instanceof Pipeline
      ? iterator
      : pipelineOf(new AsyncSource<T>(iterator));
  }
  if (hasMethod(source, Symbol.iterator)) {
    const iterator = (source as Iterable<T>)[Symbol.iterator]();
    return pipelineOf(new SyncSource<T>(iterator));
  }
  if (hasMethod(source, "next")) {
    return pipelineOf(new AsyncSource<T>(source as IteratorLike<T>));
  }
  throw new TypeError(
    `${what} must be an iterable, an async iterable, an iterator or a ReadableStream: ${
      describe(source)
    }`,
  );
}

function hasMethod(value: unknown, key: PropertyKey): boolean {
  const any = value as Record<PropertyKey, unknown> | null | undefined;
  return typeof any?.[key] === "function";
}
