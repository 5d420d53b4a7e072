import { type Context, copyContext } from "../../loop/context.ts";
import { isCancelled } from "../../loop/errors.ts";
import type { EventLoop } from "../../loop/event_loop.ts";
import { getRunningLoop } from "../../loop/running_loop.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { TaskGroup } from "../../tasks/task_group.ts";

/** Answers a request; `info` is the platform's. A framework's `app.fetch` is one, too. */
export type RequestHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo,
) => Response | Promise<Response>;

/** The requests of a server, each a task of one group. */
export class Requests {
  readonly #handler: RequestHandler;
  readonly #loop: EventLoop = getRunningLoop();
  /** The platform calls back without one. */
  readonly #context: Context = copyContext();
  readonly #tasks: TaskGroup = new TaskGroup();
  readonly #idle: WaitList<void> = new WaitList();
  /** How many have not been answered in full. */
  #active = 0;
  #isEnding = false;

  constructor(handler: RequestHandler) {
    this.#handler = handler;
  }

  /** Calls `fn`, and ends with it: requests that are left then are cancelled. */
  run<R>(fn: () => Promise<R>): Promise<R> {
    return this.#tasks.run(fn);
  }

  /** Takes no more requests, and waits until all are answered. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#active > 0) await this.#idle.wait();
  }

  /** What the platform calls for each. */
  readonly answer = (
    request: Request,
    info: Deno.ServeHandlerInfo,
  ): Response | Promise<Response> => {
    if (this.#isEnding) return unavailable();
    this.#active++;
    info.completed.then(this.#onAnswered, this.#onAnswered);
    const task = this.#tasks.createTask(() => this.#handle(request, info), {
      context: this.#context.copy(),
    });
    // The platform takes a request that becomes a WebSocket for one whose client has gone.
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      request.signal.addEventListener("abort", () => task.cancel());
    }
    return task.then(undefined, unavailable);
  };

  readonly #onAnswered = (): void => {
    if (--this.#active === 0) this.#idle.wakeAll();
  };

  async #handle(
    request: Request,
    info: Deno.ServeHandlerInfo,
  ): Promise<Response> {
    try {
      return await this.#handler(request, info);
    } catch (error) {
      if (isCancelled(error)) throw error;
      return this.report(error, `: ${request.method} ${request.url}`);
    }
  }

  /** Reports what a handler has thrown, and returns what the client gets. */
  report(exception: unknown, where = ""): Response {
    this.#loop.callExceptionHandler({
      message: `Exception in the handler of a request${where}`,
      exception,
    });
    return new Response("Internal Server Error", { status: 500 });
  }
}

function unavailable(): Response {
  const headers = { connection: "close" };
  return new Response("Service Unavailable", { status: 503, headers });
}
