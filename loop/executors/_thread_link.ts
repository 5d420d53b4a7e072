import type { HostEvents, HostLink } from "./_host_link.ts";
import { threadScriptUrl } from "./_host_source.ts";

/** A thread: a Worker. */
export class ThreadLink implements HostLink {
  readonly flag: Int32Array = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  readonly #events: HostEvents;

  constructor(name: string, events: HostEvents) {
    this.#worker = new Worker(threadScriptUrl(), { type: "module", name });
    this.#events = events;
    this.#worker.onmessage = (event: MessageEvent<unknown>) =>
      events.onMessage(event.data);
    this.#worker.onmessageerror = () =>
      events.onDeath("what it has sent cannot be read");
    this.#worker.onerror = (event) => {
      event.preventDefault();
      events.onDeath(event.message);
    };
  }

  post(message: unknown, transfer: readonly Transferable[]): void {
    // Looking at a list costs, be it empty.
    if (transfer.length === 0) this.#worker.postMessage(message);
    else this.#worker.postMessage(message, transfer as Transferable[]);
  }

  kill(): void {
    this.#worker.onmessage = this.#worker.onerror = null;
    this.#worker.onmessageerror = null;
    this.#worker.terminate();
    this.#events.onEnd();
  }
}
