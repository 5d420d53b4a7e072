/**
 * A file on its way: what `open()` returns. Awaiting it, any number of times, gives the file; at the end of an
 * `await using` block the file is closed.
 *
 * @example Two ways to hold a file
 * ```ts
 * import { assert } from "@std/assert";
 * import { open } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * {
 *   await using file = await open(path, "w");
 *   await file.write("closed at the end of the block\n");
 * }
 * {
 *   await using opening = open(path);
 *   assert(await opening === await opening);
 * }
 * await Deno.remove(path);
 * ```
 */
export class Opening<F extends AsyncDisposable>
  implements Promise<F>, AsyncDisposable {
  readonly #file: Promise<F>;

  /** @internal */
  constructor(file: Promise<F>) {
    this.#file = file;
  }

  /** How `Object.prototype.toString` shows it. */
  get [Symbol.toStringTag](): string {
    return "Opening";
  }

  /** What `await` uses. */
  then<A = F, B = never>(
    onFulfilled?: ((file: F) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#file.then(onFulfilled, onRejected);
  }

  /** As of any promise. */
  catch<B = never>(
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<F | B> {
    return this.#file.catch(onRejected);
  }

  /** As of any promise. */
  finally(onFinally?: (() => void) | null): Promise<F> {
    return this.#file.finally(onFinally);
  }

  /** Closes the file, once it is open; a failure to open it is for those who await it. */
  async [Symbol.asyncDispose](): Promise<void> {
    let file: F;
    try {
      file = await this.#file;
    } catch {
      return;
    }
    await file[Symbol.asyncDispose]();
  }
}
