import { LinkedList } from "./_linked_list.ts";
import { ReadyQueue } from "./_ready_queue.ts";
import { storedExecution } from "./_execution.ts";
import { Timers } from "./_timers.ts";
import type { Clock } from "./clock.ts";
import { describe } from "./check.ts";
import type { EventLoop } from "./event_loop.ts";
import type { TaskExecution } from "./_task_execution.ts";
import type { Unseen } from "./_unseen.ts";

/** What the kernel's own parts share of a loop. */
export class LoopCore {
  readonly loop: EventLoop;
  readonly clock: Clock;
  readonly ready: ReadyQueue;
  readonly timers: Timers;
  /** The tasks that have not ended: a strong reference each, so that none is lost to the garbage collector. */
  readonly tasks: LinkedList<TaskExecution> = new LinkedList();
  /** Failures that nobody has looked at yet. */
  readonly unseen: Set<Unseen> = new Set();
  /** Whether this is the thread's loop outside of `run()`, which is always live. */
  readonly ambient: boolean;
  /** Ends the run with an error that no handler gets, such as a KeyboardInterrupt; set while the loop runs. */
  abort: ((error: unknown) => void) | null = null;
  debug: boolean;
  closed = false;

  constructor(loop: EventLoop, clock: Clock, ambient: boolean, debug: boolean) {
    this.loop = loop;
    this.clock = clock;
    this.ambient = ambient;
    this.debug = debug;
    this.ready = new ReadyQueue(ambient, clock.virtual === true);
    this.timers = new Timers(clock, this.ready.isIdle);
    this.timers.setLive(ambient);
    cores.set(loop, this);
  }
}

const cores = new WeakMap<EventLoop, LoopCore>();

/** The core of a loop. */
export function coreOf(loop: EventLoop): LoopCore {
  const now = storedExecution();
  if (now !== undefined && now.core.loop === loop) return now.core;
  const core = cores.get(loop);
  if (core === undefined) {
    throw new TypeError(`An event loop is wanted: ${describe(loop)}`);
  }
  return core;
}
