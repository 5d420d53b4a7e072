import { CancelScope } from "../cancel_scope.ts";
import { addressOf, type SocketAddress } from "./address.ts";
import { checkObject } from "../check.ts";
import { ConnectionError, toConnectionError } from "../connection_errors.ts";
import { type Duration, toSpan } from "../duration.ts";
import { CancelledError, isCancelled, RuntimeError } from "../errors.ts";
import type { EventLoop } from "../event_loop.ts";
import type { Future } from "../future.ts";
import { INSPECT } from "../inspect.ts";
import {
  type Abandonable,
  abandonAtClose,
  forget,
} from "../open_transports.ts";
import type { RawConnection } from "./raw_connection.ts";
import { Roster } from "../roster.ts";
import { WaitList } from "../wait_list.ts";
import { refusedBy, signalOf, type WaitOptions } from "../wait_options.ts";

/** What accepts connections: a listener of the platform, or what stands in for one. */
export interface Listening {
  /** Where it listens. */
  readonly addr: Deno.Addr;
  /** Waits for the next connection. */
  accept(): Promise<RawConnection>;
  /** Stops listening; the promise of {@linkcode accept} fails. */
  close(): void;
}

/** A connection that a server has accepted, as the server sees it. */
export interface ServerClient {
  /** Where it stands among the clients; not for programs. @ignore */
  clientPlace?: number;
  /** Closes it once everything that was written has gone out. */
  close(): void;
  /** Closes it at once. */
  abort(): void;
  /** Cancels the task that works for it and returns that, if there is one. */
  cancel?(): Future<unknown> | null;
}

/** One of the sockets that a server listens on. */
export interface ServerSocket {
  /** The host; of a Unix socket its path. */
  readonly host: string;
  /** The port, found if it was given as 0; 0 for a Unix socket. */
  readonly port: number;
  /** Returns the host and the port; of a Unix socket its path. */
  getsockname(): SocketAddress;
}

/** How {@linkcode Server.shutdown} ends. */
export interface ShutdownOptions extends WaitOptions {
  /** How long the clients may go on, in seconds or with units. @default {5} */
  readonly grace?: Duration | undefined;
}

const GRACE = 5;
/** How long a server waits when no connection can be accepted, such as for want of descriptors. */
const ACCEPT_PAUSE = 1;

/**
 * A server: it listens, and gives each connection that comes to whoever has made it with `startServer()` or
 * `loop.createServer()`.
 *
 * Closing it does not touch the connections that it has accepted; {@linkcode closeClients}, {@linkcode abortClients}
 * and {@linkcode shutdown} do. `await using` closes it and waits for its clients.
 *
 * It listens from the beginning. One that is made with `startServing: false` accepts nothing until it is told to:
 * connections wait in line (in CPython they are refused).
 */
export class Server implements AsyncDisposable, Abandonable {
  readonly #loop: EventLoop;
  readonly #listening: readonly Listening[];
  readonly #accept: (connection: RawConnection) => void;
  readonly #clients: Roster<"clientPlace", ServerClient> = new Roster(
    "clientPlace",
  );
  readonly #unfinished: WaitList<void> = new WaitList();
  readonly #forever: WaitList<never> = new WaitList();
  #isServing = false;
  #isClosed = false;
  /** How many sockets are being listened on: the platform lets go of one only when it answers the pending accept. */
  #accepting = 0;

  /**
   * Makes a server over what listens already.
   *
   * @param accept Called with each connection.
   */
  constructor(
    loop: EventLoop,
    listening: readonly Listening[],
    accept: (connection: RawConnection) => void,
  ) {
    this.#loop = loop;
    this.#listening = listening;
    this.#accept = accept;
    abandonAtClose(loop, this);
  }

  /** Returns the loop that it belongs to. */
  getLoop(): EventLoop {
    return this.#loop;
  }

  /** The sockets that it listens on; none once it is closed. */
  get sockets(): readonly ServerSocket[] {
    return this.#isClosed
      ? []
      : this.#listening.map(({ addr }) => socketAt(addressOf(addr)));
  }

  /** Whether it accepts connections. */
  isServing(): boolean {
    return this.#isServing;
  }

  /** How many connections that it has accepted are open. */
  get clients(): number {
    return this.#clients.size;
  }

  /**
   * Begins to accept connections, if it has not begun.
   *
   * @throws {RuntimeError} If it is closed.
   */
  startServing(): Promise<void> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    this.#start();
    return Promise.resolve();
  }

  #start(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    // In a context of its own: whoever starts the server does not accept its connections.
    for (const listening of this.#listening) {
      this.#loop.callSoon(() => void this.#acceptFrom(listening));
    }
  }

  /**
   * Serves until it is closed or the caller is cancelled.
   *
   * **Cancellation.** A cancelled caller closes the server and waits until its last client has gone.
   *
   * @throws {CancelledError} If the server is closed.
   * @throws {RuntimeError} If it is closed already, or another caller serves.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async serveForever(options: WaitOptions = {}): Promise<never> {
    signalOf(options);
    if (this.#forever.size > 0) {
      throw new RuntimeError(
        `${this} is already being awaited in serveForever()`,
      );
    }
    if (this.#isClosed) throw this.#closedError();
    this.#start();
    try {
      return await this.#forever.wait(options);
    } catch (error) {
      this.close();
      if (isCancelled(error)) await this.waitClosed();
      throw error;
    }
  }

  /** Stops listening. Connections that have been accepted stay open; whoever serves for ever is cancelled. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isServing = false;
    for (const listening of this.#listening) listening.close();
    forget(this.#loop, this);
    this.#forever.failAll(new CancelledError());
    this.#noteFinished();
  }

  /** Closes it with its loop: a pending accept would keep the process alive. */
  abandon(): void {
    this.close();
  }

  /** Closes the connections that have been accepted, once everything that was written has gone out. */
  closeClients(): void {
    for (const client of this.#clients.list()) client.close();
  }

  /** Closes the connections that have been accepted, at once. */
  abortClients(): void {
    for (const client of this.#clients.list()) client.abort();
  }

  /**
   * Waits until the server is closed and no connection that it has accepted is open.
   *
   * **Cancellation.** A cancelled caller stops waiting; the server does not notice.
   *
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async waitClosed(options?: WaitOptions): Promise<void> {
    if (this.#isFinished) await refusedBy(options);
    else await this.#unfinished.wait(options);
  }

  /**
   * Ends the server gracefully: stops listening, lets the clients go on for a while, then cancels the handlers that are
   * left, aborts their connections, and waits for all of them. Not in asyncio.
   *
   * **Cancellation.** A cancelled caller cuts the grace short: what is left is cancelled and aborted, and not waited for.
   *
   * @throws {TypeError} If the grace is no length of time.
   * @throws {RangeError} If it is negative.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example Two seconds to finish
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * await asyncio.run(async () => {
   *   const server = await asyncio.startServer(async (reader, writer) => {
   *     await using _ = writer;
   *     await reader.read();
   *   }, "127.0.0.1", 0);
   *   await server.shutdown({ grace: 2 });
   *   assertEquals(server.isServing(), false);
   * });
   * ```
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    checkObject(options, "The options of shutdown()");
    const { grace = GRACE } = options;
    const seconds = toSpan(grace, "'grace'");
    signalOf(options);
    this.close();
    const tasks: Future<unknown>[] = [];
    try {
      const scope = new CancelScope({ deadline: this.#loop.time() + seconds });
      await scope.run(() => this.waitClosed(options));
    } finally {
      for (const client of this.#clients.list()) {
        const task = client.cancel?.() ?? null;
        if (task !== null) tasks.push(task);
      }
      this.abortClients();
    }
    for (const task of tasks) await ended(task, options);
    await this.waitClosed(options);
  }

  /** Counts a connection that it has accepted, until {@linkcode detach}. Called by whoever makes servers. */
  attach(client: ServerClient): void {
    this.#clients.add(client);
  }

  /** Forgets a connection that is closed. Called by whoever makes servers. */
  detach(client: ServerClient): void {
    this.#clients.delete(client);
    this.#noteFinished();
  }

  /** Closes it and waits for that: what `await using` does at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.waitClosed();
  }

  /** Such as `<Server 127.0.0.1:8000 serving>`. */
  toString(): string {
    const names = this.sockets.map((socket) => {
      const name = socket.getsockname();
      return typeof name === "string" ? name : name.join(":");
    });
    const state = this.#isClosed
      ? "closed"
      : this.#isServing
      ? "serving"
      : "waiting";
    return `<${[this.constructor.name, ...names, state].join(" ")}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  get #isFinished(): boolean {
    return this.#isClosed && this.#clients.size === 0 &&
      this.#accepting === 0;
  }

  #noteFinished(): void {
    if (this.#isFinished) this.#unfinished.wakeAll();
  }

  #closedError(): RuntimeError {
    return new RuntimeError(`${this} is closed`);
  }

  async #acceptFrom(listening: Listening): Promise<void> {
    this.#accepting++;
    try {
      await this.#acceptAll(listening);
    } finally {
      this.#accepting--;
      this.#noteFinished();
    }
  }

  async #acceptAll(listening: Listening): Promise<void> {
    while (!this.#isClosed) {
      let connection: RawConnection;
      try {
        connection = await listening.accept();
      } catch (exception) {
        if (this.#isClosed) return;
        // A client that has gone before it was accepted.
        if (toConnectionError(exception) instanceof ConnectionError) continue;
        this.#loop.callExceptionHandler({
          message: "Cannot accept a connection: the server tries again",
          exception,
        });
        this.#loop.callLater(
          ACCEPT_PAUSE,
          () => void this.#acceptFrom(listening),
        );
        return;
      }
      if (this.#isClosed) connection.close();
      else this.#welcome(connection);
    }
  }

  #welcome(connection: RawConnection): void {
    try {
      this.#accept(connection);
    } catch (exception) {
      connection.close();
      this.#loop.callExceptionHandler({
        message: "Cannot take up a connection that was accepted",
        exception,
      });
    }
  }
}

/** Waits until `task` is done, without looking at how, and without cancelling it. */
async function ended(
  task: Future<unknown>,
  options: WaitOptions,
): Promise<void> {
  if (task.done()) return;
  const waiting = new WaitList<void>();
  const wake = () => void waiting.wakeAll();
  task.addDoneCallback(wake);
  try {
    await waiting.wait(options);
  } finally {
    task.removeDoneCallback(wake);
  }
}

function socketAt(name: SocketAddress): ServerSocket {
  const [host, port] = typeof name === "string" ? [name, 0] as const : name;
  return { host, port, getsockname: () => name };
}
