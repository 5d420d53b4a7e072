import type { Worker } from "node:worker_threads";
import type { HostEvents, HostLink } from "./_host_link.ts";
import { threadScriptUrl } from "./_host_source.ts";
import { nodeModule } from "../node.ts";

/** A thread: a Worker of Node's kind, since only those can be ended in the middle of a computation. */
export class ThreadLink implements HostLink {
  readonly flag: Int32Array = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  readonly #events: HostEvents;

  constructor(name: string, events: HostEvents) {
    // Loaded when it is needed: it puts other classes in the place of some globals.
    const threads = nodeModule("node:worker_threads");
    this.#worker = new threads.Worker(threadScriptUrl(), {
      name,
      env: threads.SHARE_ENV,
      // Those that there are anyway; but what exceeds them ends the thread, and no longer the program.
      resourceLimits: {},
    });
    this.#events = events;
    this.#worker.on("message", (message) => events.onMessage(message));
    this.#worker.on(
      "messageerror",
      () => events.onDeath("what it has sent cannot be read"),
    );
    this.#worker.on("error", (error) => events.onDeath(error.message));
    this.#worker.on("exit", () => events.onDeath("it has exited"));
    // What a job writes there is printed in the thread, and would be kept here for somebody who reads it.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
  }

  post(message: unknown, transfer: readonly Transferable[]): void {
    // Looking at a list costs, be it empty.
    if (transfer.length === 0) this.#worker.postMessage(message);
    else this.#worker.postMessage(message, transfer as never);
  }

  kill(): void {
    this.#worker.removeAllListeners();
    this.#worker.terminate();
    this.#events.onEnd();
  }
}
