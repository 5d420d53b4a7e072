import type { EventLoop } from "../loop/event_loop.ts";
import type { ExceptionContext } from "../loop/exception_context.ts";
import type { Future } from "../loop/future.ts";
import { FutureObserver } from "../loop/future_observer.ts";
import type { Link } from "./_link.ts";

/**
 * Has a task of its own work for a client. When it ends without an error, the connection stays open, as it may be used
 * elsewhere; an error is reported, with `facts`, and closes it.
 */
export function startHandler(
  loop: EventLoop,
  link: Link,
  work: () => unknown,
  facts: Partial<ExceptionContext> | null = null,
): void {
  link.handler = loop.createTask(work as () => Promise<unknown>);
  link.handler.observe(new HandlerObserver(link, facts));
}

/** Hears of the end of a handler. Not a done callback, of which each connection would hold half a kilobyte. */
class HandlerObserver extends FutureObserver {
  readonly #link: Link;
  readonly #facts: Partial<ExceptionContext> | null;

  constructor(link: Link, facts: Partial<ExceptionContext> | null) {
    super();
    this.#link = link;
    this.#facts = facts;
  }

  override onDone(task: Future<unknown>): void {
    if (task.cancelled()) return this.#link.close();
    const exception = task.exception();
    if (exception === null) return;
    task.getLoop().callExceptionHandler({
      message: "Unhandled exception in the handler of a client",
      exception,
      future: task,
      ...this.#facts,
    });
    this.#link.close();
  }
}
