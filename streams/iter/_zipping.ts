import { all } from "../../tasks/structured.ts";
import { DONE, Join } from "./_join.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import type { AnyIterable } from "./source.ts";

/** How sources of different length are zipped. */
export interface ZippingOptions {
  readonly mode: "shortest" | "strict" | "longest";
  readonly fill?: unknown;
  readonly concurrent: boolean;
}

type Result = IteratorResult<unknown, undefined>;

/** Gives one item of each source at a time. */
export class Zipping extends Join<unknown[]> {
  readonly #sources: readonly Pipeline<unknown>[];
  readonly #options: ZippingOptions;

  constructor(
    sources: Iterable<AnyIterable<unknown>>,
    options: ZippingOptions,
  ) {
    const opened = Array.from(
      sources,
      (source, i) => open(source, `Source ${i + 1}`),
    );
    super(opened);
    this.#sources = opened;
    this.#options = options;
  }

  override async pull(): Promise<IteratorResult<unknown[], undefined>> {
    const { mode, concurrent, fill } = this.#options;
    const results = concurrent
      ? await all(this.#sources.map((source) => () => source.next()))
      : await this.#ask();
    if (mode === "strict") checkSame(results);
    const isEnd = mode === "longest"
      ? results.every(hasEnded)
      : results.some(hasEnded);
    return isEnd || results.length === 0 ? DONE : {
      done: false,
      value: results.map((result) => result.done ? fill : result.value),
    };
  }

  /** Asks one source after the other, as far as it matters. */
  async #ask(): Promise<Result[]> {
    const { mode } = this.#options;
    const results: Result[] = [];
    for (const source of this.#sources) {
      const result = await source.next();
      results.push(result);
      if (mode === "shortest" && result.done) break;
      if (mode === "strict" && !isLike(result, results[0]!)) break;
    }
    return results;
  }
}

function hasEnded(result: Result): boolean {
  return result.done === true;
}

function isLike(one: Result, other: Result): boolean {
  return hasEnded(one) === hasEnded(other);
}

function checkSame(results: readonly Result[]): void {
  const odd = results.findIndex((result) => !isLike(result, results[0]!));
  if (odd < 0) return;
  const length = hasEnded(results[odd]!) ? "shorter" : "longer";
  throw new RangeError(
    `The sources must have the same length: source ${
      odd + 1
    } is ${length} than source 1`,
  );
}
