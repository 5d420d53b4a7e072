import { encodeError, type ErrorData, isCloneable } from "./_error_codec.ts";
import { CancelledError, RuntimeError } from "../errors.ts";
import type { Task } from "../task.ts";
import { BrokenExecutor } from "./broken_executor.ts";
import type { Callback } from "./from_thread.ts";
import { explainFreeVariable } from "./_function_key.ts";
import type { HostEvents, HostLink, OpenLink } from "./_host_link.ts";
import type { Job, JobParts } from "./_job.ts";
import type { FunctionDefinition, JobExtras, ToPool } from "./_messages.ts";
import { JobStream, type StreamSource } from "./_stream.ts";
import { errorOf } from "./register_error_class.ts";
import { transfersOf } from "./transfer.ts";

/** The pool of a member. */
export interface MemberOwner {
  /** The member has nothing to do. */
  onFree(member: PoolMember): void;
  /** The member has died or was ended; something of it may still be there. */
  onGone(member: PoolMember): void;
  /** Nothing is left of the member. */
  onEnd(): void;
  /** The initializer has failed: no member can work. */
  onBroken(cause: unknown): void;
  /** A member has died without a job. */
  onIdleDeath(error: BrokenExecutor): void;
}

/** What a new member does first. */
export interface Setup {
  readonly initializer: FunctionDefinition | null;
  readonly initargs: readonly unknown[];
}

/** A host of a pool, seen from here, with the job that it has. */
export class PoolMember implements HostEvents, StreamSource {
  readonly name: string;
  readonly #owner: MemberOwner;
  readonly #link: HostLink;
  readonly #graceMilliseconds: number;
  /** What the host has to be told before its first job. */
  #setup: Setup | null;
  /** The functions that the host knows. */
  readonly #known = new Set<number>();
  /** The function of the last job. */
  #lastId = 0;
  #job: Job | null = null;
  #definition: FunctionDefinition | null = null;
  #stream: JobStream | null = null;
  #graceTimer: ReturnType<typeof setTimeout> | null = null;
  #isGone = false;
  readonly #callbacks = new Map<number, Callback>();
  #callbackCount = 0;
  readonly #calls = new Set<Task<void>>();
  /** When it became idle, in milliseconds of `performance.now()`. */
  idleSince = 0;

  constructor(
    owner: MemberOwner,
    open: OpenLink,
    options: { name: string; setup: Setup; graceMilliseconds: number },
  ) {
    this.#owner = owner;
    this.name = options.name;
    this.#graceMilliseconds = options.graceMilliseconds;
    this.#link = open(options.name, this);
    this.#setup = options.setup;
  }

  /** Sends a job. Returns false if that cannot be done; the job has failed then. */
  start(job: Job): boolean {
    const parts = job.take();
    try {
      this.#send(parts);
    } catch (cause) {
      this.#callbacks.clear();
      const reason = (cause as Error).message;
      job.fail(
        new TypeError(`Cannot send the arguments of a job: ${reason}`, {
          cause,
        }),
      );
      return false;
    }
    job.host = this;
    this.#job = job;
    this.#definition = parts.definition;
    return true;
  }

  /** Asks the job to stop, and ends the host if it does not. */
  cancel(message: string | undefined): void {
    if (this.#graceTimer !== null) return;
    this.#raiseFlag();
    this.#link.post(["cancel", message], []);
    this.#startGrace();
  }

  /** Ends the host at once. */
  kill(): void {
    if (this.#isGone) return;
    this.#leave();
    this.#link.kill();
  }

  /** Ends a stream that nobody reads. */
  abandonStream(): void {
    this.#stream?.abandon();
  }

  /** Ends the host with its job, which fails. */
  breakUp(error: BrokenExecutor): void {
    const job = this.#job;
    const stream = this.#stream;
    this.kill();
    fail(job, stream, error);
  }

  pull(count: number): void {
    this.#link.post(["pull", count], []);
  }

  close(): void {
    this.#raiseFlag();
    this.#link.post(["close"], []);
    this.#startGrace();
  }

  onMessage(received: unknown): void {
    if (!Array.isArray(received)) {
      this.#endJob(received);
      return;
    }
    const message = received as unknown as ToPool;
    switch (message[0]) {
      case "result":
        this.#endJob(message[1]);
        break;
      case "failure":
        this.#failJob(message[1]);
        break;
      case "stream":
        this.#openStream();
        break;
      case "item":
        this.#stream?.push(message[1]);
        break;
      case "end": {
        const stream = this.#stream;
        this.#release();
        stream?.finish(message[1]);
        break;
      }
      case "call":
        this.#answer(message[1], message[2], message[3]);
        break;
      case "death":
        this.onDeath(
          message[1],
          message[2] === null ? undefined : errorOf(message[2]),
        );
        break;
      case "broken":
        this.#owner.onBroken(errorOf(message[1]));
        break;
    }
  }

  onDeath(how: string, cause?: unknown): void {
    if (this.#isGone) return;
    const error = new BrokenExecutor(
      `${this.name} has died: ${how}`,
      cause === undefined ? {} : { cause },
    );
    if (this.#job === null) this.#owner.onIdleDeath(error);
    this.breakUp(error);
  }

  onEnd(): void {
    this.#owner.onEnd();
  }

  #send(parts: JobParts): void {
    if (this.#setup !== null) this.#sendSetup(this.#setup);
    const { definition, args } = parts;
    const [id] = definition;
    const extras = this.#extrasOf(parts);
    const transfer = args.flatMap(transfersOf);
    const isKnown = this.#known.has(id);
    if (extras !== null) {
      const key = isKnown ? [id] as const : definition;
      this.#link.post(["job", key, args, extras], transfer);
    } else if (isKnown && id === this.#lastId && isPlain(args)) {
      this.#link.post(args[0], transfer);
    } else if (isKnown) this.#link.post([id, ...args], transfer);
    else this.#link.post(["job", definition, args], transfer);
    this.#known.add(id);
    this.#lastId = id;
  }

  #sendSetup({ initializer, initargs }: Setup): void {
    const { flag } = this.#link;
    if (flag !== null || initializer !== null) {
      this.#link.post(["setup", flag, initializer, initargs], []);
    }
    this.#setup = null;
  }

  #extrasOf({ args, values, callbacks }: JobParts): JobExtras | null {
    if (values === null && callbacks === null) return null;
    const extras: { -readonly [K in keyof JobExtras]: JobExtras[K] } = {};
    if (values !== null) {
      extras.values = values.filter(([, value]) => isCloneable(value));
    }
    if (callbacks !== null) {
      const sent: [number, number][] = [];
      for (const [place, callback] of callbacks) {
        this.#callbacks.set(++this.#callbackCount, callback);
        sent.push([place, this.#callbackCount]);
        (args as unknown[])[place] = null;
      }
      extras.callbacks = sent;
    }
    return extras;
  }

  #endJob(value: unknown): void {
    const job = this.#job!;
    this.#release();
    if (!job.done()) job.setResult(value);
  }

  #failJob(data: ErrorData): void {
    const job = this.#job!;
    const stream = this.#stream;
    const error = explainFreeVariable(errorOf(data), this.#definition!);
    // It may be that the host could not get hold of the function.
    this.#known.delete(this.#definition![0]);
    this.#release();
    fail(job, stream, error);
  }

  #openStream(): void {
    this.#stream = new JobStream(this);
    if (this.#job!.done()) this.#stream.return();
    else this.#job!.setResult(this.#stream);
  }

  /** The job has ended. */
  #release(): void {
    this.#forgetJob();
    this.#owner.onFree(this);
  }

  #leave(): void {
    this.#isGone = true;
    this.#forgetJob();
    this.#owner.onGone(this);
  }

  #forgetJob(): void {
    this.#job = this.#definition = this.#stream = null;
    if (this.#graceTimer !== null) this.#endGrace();
    if (this.#callbackCount === 0) return;
    this.#callbacks.clear();
    for (const call of this.#calls) call.cancel();
  }

  #raiseFlag(): void {
    if (this.#link.flag !== null) Atomics.store(this.#link.flag, 0, 1);
  }

  #startGrace(): void {
    if (this.#graceTimer !== null || this.#isGone) return;
    this.#graceTimer = setTimeout(
      () => this.breakUp(new BrokenExecutor(`${this.name} did not stop`)),
      this.#graceMilliseconds,
    );
  }

  #endGrace(): void {
    clearTimeout(this.#graceTimer!);
    this.#graceTimer = null;
    if (this.#link.flag !== null) Atomics.store(this.#link.flag, 0, 0);
  }

  #answer(call: number, id: number, args: readonly unknown[]): void {
    const callback = this.#callbacks.get(id);
    const loop = this.#job?.getLoop();
    if (callback === undefined || loop === undefined) {
      this.#replyError(call, new RuntimeError("The job has ended"));
      return;
    }
    const work = async () => {
      try {
        const value = await callback.fn(...args);
        this.#link.post(["reply", call, null, value], [...transfersOf(value)]);
      } catch (error) {
        this.#replyError(call, error);
      }
    };
    let task: Task<void>;
    try {
      task = loop.createTask(work, { context: callback.context.copy() });
    } catch (error) {
      this.#replyError(call, error);
      return;
    }
    this.#calls.add(task);
    task.addDoneCallback(() => {
      this.#calls.delete(task);
      // One that is cancelled before it begins has not answered.
      if (task.cancelled()) this.#replyError(call, new CancelledError());
    });
  }

  #replyError(call: number, error: unknown): void {
    const data = encodeError(error, isCloneable);
    this.#link.post(["reply", call, data, undefined], []);
  }
}

/** Whether it is one argument that cannot be taken for another message. */
function isPlain(args: readonly unknown[]): boolean {
  return args.length === 1 && args[0] !== undefined && !Array.isArray(args[0]);
}

function fail(
  job: Job | null,
  stream: JobStream | null,
  error: unknown,
): void {
  if (stream !== null) stream.fail(error);
  else if (job !== null && !job.done()) job.fail(error);
}
