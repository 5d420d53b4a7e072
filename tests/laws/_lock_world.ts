import { WouldBlockError } from "../../sync/would_block_error.ts";
import type { WaitOptions } from "../../loop/wait_options.ts";
import type { State } from "./_history.ts";
import type { Admits } from "./_lock_model.ts";
import type { World } from "./_run.ts";
import type { Repertoire, Step } from "./_schedule.ts";
import type { Subject } from "./_suite.ts";
import type { User } from "./_user.ts";

/** Something that is acquired and released; `T` is what acquiring gives and releasing takes. */
export interface LockLike<T> {
  acquire(mode: string, options: WaitOptions): Promise<T>;
  release(held: T, mode: string): void;
  /** Throws `WouldBlockError` if it would have to wait. */
  tryAcquire?(mode: string): T;
  /** How many wait, and how many have it. */
  waiting(): number;
  held(): number;
  /** Ends what works in the background. */
  close?(): void;
}

/** How far the laws go for a lock. */
export type Strictness =
  /** Release hands over at once, and every number is right after every step. */
  | "exact"
  /** First come, first served, but the hand-over takes some turns. */
  | "fair"
  /** One at a time, and nobody waits for ever. */
  | "exclusive";

export interface LockSubject extends Subject {
  readonly admits: Admits;
  readonly strictness: Strictness;
}

export interface LockTraits {
  readonly modes?: readonly string[];
  readonly admits?: Admits;
  readonly strictness?: Strictness;
  /** Whether it has `tryAcquire()`. @default {true} */
  readonly tries?: boolean;
}

/** Lets `permits` in at a time. */
export function upTo(permits: number): Admits {
  return (holders) => holders.length < permits;
}

/** Makes a subject of a kind of lock. */
export function lockSubject<T>(
  name: string,
  newLock: () => LockLike<T>,
  {
    modes = ["acquire"],
    admits = upTo(1),
    strictness = "exact",
    tries = true,
  }: LockTraits = {},
): LockSubject {
  const weights: Record<string, number> = { release: 5 };
  for (const mode of modes) {
    weights[mode] = 7 / modes.length;
    if (tries) weights[`try ${mode}`] = 1;
  }
  const repertoire: Repertoire = { weights, waiting: modes };
  return {
    name,
    repertoire,
    admits,
    strictness,
    newWorld: () => new LockWorld(newLock()),
  };
}

class LockWorld<T> implements World {
  readonly #lock: LockLike<T>;
  readonly #held: Map<User, { mode: string; token: T }> = new Map();

  constructor(lock: LockLike<T>) {
    this.#lock = lock;
  }

  state(): State {
    return {
      waiting: this.#lock.waiting(),
      held: this.#lock.held(),
    };
  }

  step(user: User, step: Step): Promise<void> | void {
    const { op } = step;
    if (op === "release") return this.leave(user);
    // Who has it does not take it twice: it might wait for itself.
    if (this.#held.has(user)) return;
    if (op.startsWith("try ")) return this.#try(user, op);
    const keep = (token: T) => this.#held.set(user, { mode: op, token });
    return user.call(
      step,
      (options) => this.#lock.acquire(op, options),
      keep,
    );
  }

  #try(user: User, op: string): void {
    const mode = op.slice("try ".length);
    user.act(op, () => {
      try {
        const token = this.#lock.tryAcquire!(mode);
        this.#held.set(user, { mode, token });
        return true;
      } catch (error) {
        if (!(error instanceof WouldBlockError)) throw error;
        return false;
      }
    });
  }

  leave(user: User): void {
    const held = this.#held.get(user);
    if (held === undefined) return;
    this.#held.delete(user);
    user.act("releases", () => {
      this.#lock.release(held.token, held.mode);
      return held.mode;
    });
  }

  finish(): void {
    this.#lock.close?.();
  }
}
