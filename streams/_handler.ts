import type { EventLoop } from "../loop/event_loop.ts";
import type { ExceptionContext } from "../loop/exception_context.ts";
import type { Future } from "../loop/future.ts";
import type { Link } from "./_link.ts";

/**
 * Has a task of its own work for a client. When it ends without an error, the connection stays open, as it may be used
 * elsewhere; an error is reported, with `facts`, and closes it.
 */
export function startHandler(
  loop: EventLoop,
  link: Link,
  work: () => unknown,
  facts: Partial<ExceptionContext> = {},
): void {
  link.handler = loop.createTask(work as () => Promise<unknown>);
  link.handler.addDoneCallback((task) => finish(task, link, facts));
}

function finish(
  task: Future<unknown>,
  link: Link,
  facts: Partial<ExceptionContext>,
): void {
  if (task.cancelled()) return link.close();
  const exception = task.exception();
  if (exception === null) return;
  task.getLoop().callExceptionHandler({
    message: "Unhandled exception in the handler of a client",
    exception,
    future: task,
    ...facts,
  });
  link.close();
}
