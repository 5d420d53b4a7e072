import type { decodeError, encodeError, isCloneable } from "./_error_codec.ts";
import type { findGlobalClass } from "./_error_codec.ts";
import type {
  FunctionDefinition,
  HostPort,
  JobExtras,
  ToHost,
} from "./_messages.ts";
import type { ThreadScope } from "./thread_scope.ts";

/** How errors cross over. */
export interface ErrorCodec {
  readonly encodeError: typeof encodeError;
  readonly decodeError: typeof decodeError;
  readonly findGlobalClass: typeof findGlobalClass;
  readonly isCloneable: typeof isCloneable;
}

// deno-lint-ignore ban-types
type AnyFunction = Function;
type AnyIterator = AsyncIterator<unknown, unknown> | Iterator<unknown, unknown>;

/**
 * Runs the jobs of a pool, one at a time: the other end of a host link.
 *
 * It is sent to threads and processes as source text, which needs no permission, and works in compiled programs. So it
 * uses globals and what it is given, and imports nothing but types.
 */
export class JobHost implements ThreadScope {
  readonly #port: HostPort;
  readonly #codec: ErrorCodec;
  readonly #functions = new Map<number, AnyFunction>();
  /** The function of the last job. */
  #last: AnyFunction | null = null;
  /** Fulfilled when the initializer has ended; jobs wait for it. */
  #ready: Promise<void> | null = null;
  /** Raised by the pool when the job is cancelled, for jobs that never yield; `null` where memory is not shared. */
  #flag: Int32Array | null = null;
  #isRunning = false;
  #isCancelled = false;
  #cancelMessage: string | undefined;
  #controller: AbortController | null = null;
  #iterator: AnyIterator | null = null;
  #credit = 0;
  #isPulling = false;
  readonly #calls = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >();
  #callCount = 0;
  readonly #nothing: readonly Transferable[] = [];

  values: ReadonlyMap<string, unknown> | null = null;
  readonly transfers: WeakMap<object, readonly Transferable[]> = new WeakMap();

  constructor(port: HostPort, codec: ErrorCodec) {
    this.#port = port;
    this.#codec = codec;
    (globalThis as unknown as Record<symbol, ThreadScope>)[
      Symbol.for("asyncio.thread")
    ] = this;
  }

  /** Takes a message of the pool. */
  receive(received: unknown): void {
    if (!Array.isArray(received)) {
      this.#call(this.#last!, [received]);
      return;
    }
    const message = received as unknown as ToHost;
    if (typeof message[0] === "number") {
      this.#call(this.#functions.get(message[0])!, message.slice(1));
      return;
    }
    switch (message[0]) {
      case "job":
        this.#take(message[1], message[2], message[3]);
        break;
      case "setup":
        this.#flag = message[1];
        if (message[2] !== null) {
          this.#ready = this.#initialize(message[2], message[3]);
        }
        break;
      case "cancel":
        this.#cancel(message[1]);
        break;
      case "reply": {
        const call = this.#calls.get(message[1]);
        this.#calls.delete(message[1]);
        if (message[2] === null) call?.resolve(message[3]);
        else call?.reject(this.#decode(message[2]));
        break;
      }
      case "pull":
        this.#credit += message[1];
        this.#pump();
        break;
      case "close":
        this.#cancel(undefined);
        this.#pump();
        break;
    }
  }

  /** Says that the host goes down, as far as it knows. */
  die(how: string, error?: unknown): void {
    const { encodeError, isCloneable } = this.#codec;
    const data = error === undefined ? null : encodeError(error, isCloneable);
    this.#port.post(["death", how, data], []);
  }

  checkCancelled(): void {
    if (this.#isUnwanted) throw this.makeCancelled(this.#cancelMessage);
  }

  /** Whether the job was cancelled, or its stream closed. */
  get #isUnwanted(): boolean {
    return this.#isCancelled ||
      this.#flag !== null && Atomics.load(this.#flag, 0) !== 0;
  }

  threadSignal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isCancelled) this.#abort();
    return this.#controller.signal;
  }

  /** Where the library is not loaded; the pool knows the class by its name. */
  readonly #CancelledError = class CancelledError extends Error {
    override name = "CancelledError";
  };
  makeCancelled: (message: string | undefined) => Error = (message) =>
    new this.#CancelledError(message);

  #cancel(message: string | undefined): void {
    // The job may have ended meanwhile.
    if (!this.#isRunning) return;
    this.#isCancelled = true;
    this.#cancelMessage = message;
    if (this.#controller !== null) this.#abort();
  }

  #abort(): void {
    this.#controller?.abort(this.makeCancelled(this.#cancelMessage));
  }

  async #initialize(
    definition: FunctionDefinition,
    args: readonly unknown[],
  ): Promise<void> {
    try {
      await (await this.#define(definition))(...args);
    } catch (error) {
      const { encodeError, isCloneable } = this.#codec;
      this.#port.post(["broken", encodeError(error, isCloneable)], []);
      // No job is to run here.
      await new Promise(() => {});
    }
  }

  #call(fn: AnyFunction, args: readonly unknown[]): void {
    this.#begin();
    this.#run(fn, args);
  }

  #begin(): void {
    this.#isRunning = true;
    this.#isCancelled = false;
    this.#cancelMessage = undefined;
    this.#controller = null;
    this.values = null;
  }

  async #take(
    definition: FunctionDefinition | readonly [id: number],
    args: readonly unknown[],
    extras: JobExtras | undefined,
  ): Promise<void> {
    this.#begin();
    if (extras !== undefined) args = this.#unpack(args, extras);
    let fn: AnyFunction;
    try {
      if (this.#ready !== null) await this.#ready;
      fn = this.#functions.get(definition[0]) ??
        await this.#define(definition as FunctionDefinition);
      this.checkCancelled();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#run(fn, args);
  }

  #unpack(
    args: readonly unknown[],
    { values, callbacks }: JobExtras,
  ): readonly unknown[] {
    if (values !== undefined) this.values = new Map(values);
    if (callbacks === undefined) return args;
    const unpacked = [...args];
    for (const [place, callback] of callbacks) {
      unpacked[place] = (...given: unknown[]) =>
        this.#callBack(callback, given);
    }
    return unpacked;
  }

  #callBack(callback: number, args: readonly unknown[]): Promise<unknown> {
    const call = ++this.#callCount;
    return new Promise((resolve, reject) => {
      const transfer = args.flatMap((arg) => this.#transfersOf(arg));
      this.#port.post(["call", call, callback, args], transfer);
      this.#calls.set(call, { resolve, reject });
    });
  }

  async #define(definition: FunctionDefinition): Promise<AnyFunction> {
    const [id, where, name] = definition;
    const fn = name === undefined
      ? this.#compile(where)
      : await this.#import(where, name);
    this.#functions.set(id, fn);
    return fn;
  }

  #compile(source: string): AnyFunction {
    const names = ["checkCancelled", "threadSignal", "transfer"];
    return new Function(...names, `return ${source}\n//# sourceURL=thread`)(
      () => this.checkCancelled(),
      () => this.threadSignal(),
      (value: object, list: readonly Transferable[]) => {
        this.transfers.set(
          value,
          list ?? [ArrayBuffer.isView(value) ? value.buffer : value],
        );
        return value;
      },
    );
  }

  async #import(url: string, name: string): Promise<AnyFunction> {
    let module: Record<string, unknown>;
    try {
      module = await import(url);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TypeError(`Cannot load ${url} in a thread: ${reason}`, {
        cause,
      });
    }
    const fn = module[name];
    if (typeof fn === "function") return fn;
    throw new TypeError(
      `${url} exports no function ${JSON.stringify(name)}: it exports ${
        Object.keys(module).join(", ") || "nothing"
      }`,
    );
  }

  #run(fn: AnyFunction, args: readonly unknown[]): void {
    this.#last = fn;
    let result: unknown;
    try {
      result = fn(...args);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (typeof (result as PromiseLike<unknown> | null)?.then !== "function") {
      this.#succeed(result);
    } else {
      Promise.resolve(result).then(
        (value) => this.#succeed(value),
        (error) => this.#fail(error),
      );
    }
  }

  #succeed(value: unknown): void {
    const isObject = typeof value === "object" && value !== null;
    if (isObject && typeof (value as AnyIterator).next === "function") {
      this.#iterator = value as AnyIterator;
      this.#credit = 0;
      this.#isPulling = false;
      this.#port.post(["stream"], []);
      return;
    }
    try {
      // A message cannot be just undefined, an array would be taken for another message, and an object might be one
      // that a Worker keeps for itself.
      const isPlain = value !== undefined &&
        (typeof value !== "object" || value === null);
      this.#port.post(
        isPlain ? value : ["result", value],
        this.#transfersOf(value),
      );
      this.#isRunning = false;
    } catch (cause) {
      this.#fail(this.#notSent("the result", cause));
    }
  }

  #fail(error: unknown): void {
    const { encodeError, isCloneable } = this.#codec;
    this.#isRunning = false;
    this.#iterator = null;
    this.#port.post(["failure", encodeError(error, isCloneable)], []);
  }

  /** Makes values of the stream, as many as are wanted. */
  async #pump(): Promise<void> {
    const iterator = this.#iterator;
    if (iterator === null || this.#isPulling) return;
    this.#isPulling = true;
    try {
      while (this.#credit > 0 && !this.#isUnwanted) {
        this.#credit--;
        const { done, value } = await iterator.next();
        const kind = done === true ? "end" : "item";
        try {
          this.#port.post([kind, value], this.#transfersOf(value));
        } catch (cause) {
          await iterator.return?.();
          throw this.#notSent("a value", cause);
        }
        if (done === true) {
          this.#iterator = null;
          this.#isRunning = false;
          return;
        }
      }
      if (this.#isUnwanted) {
        await iterator.return?.();
        this.#iterator = null;
        this.#isRunning = false;
        this.#port.post(["end", undefined], []);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isPulling = false;
    }
  }

  #notSent(what: string, cause: unknown): TypeError {
    const reason = (cause as Error).message;
    return new TypeError(`Cannot send ${what} of a job back: ${reason}`, {
      cause,
    });
  }

  #transfersOf(value: unknown): readonly Transferable[] {
    if (typeof value !== "object" || value === null) return this.#nothing;
    return this.transfers.get(value) ?? this.#nothing;
  }

  #decode(data: Parameters<typeof decodeError>[0]): unknown {
    const { decodeError, findGlobalClass } = this.#codec;
    return decodeError(
      data,
      (name) =>
        name === "CancelledError"
          ? this.makeCancelled("").constructor as ErrorConstructor
          : findGlobalClass(name),
    );
  }
}
