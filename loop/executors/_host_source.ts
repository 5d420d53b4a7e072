import {
  decodeError,
  encodeError,
  findGlobalClass,
  isCloneable,
} from "./_error_codec.ts";
import { type ErrorCodec, JobHost } from "./_job_host.ts";
import type { HostPort } from "./_messages.ts";

// What a thread or process of a pool runs. It is made of functions of ours by their text: a file of its own would need
// the permission to read it, and could not be found in a compiled program.

type MakeHost = new (port: HostPort, codec: ErrorCodec) => JobHost;

const CODEC = `{ encodeError: ${encodeError}, decodeError: ${decodeError},
findGlobalClass: ${findGlobalClass}, isCloneable: ${isCloneable} }`;

let threadUrl: URL | undefined;

/** The URL of the module for a thread. */
export function threadScriptUrl(): URL {
  return threadUrl ??= moduleUrl(`(${serveThread})(${JobHost}, ${CODEC});`);
}

/** The URL of the main module for a process. */
export function processScriptUrl(): URL {
  return moduleUrl(`await (${serveProcess})(${JobHost}, ${CODEC});`);
}

function moduleUrl(source: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

function serveThread(MakeHost: MakeHost, codec: ErrorCodec): void {
  const scope = globalThis as unknown as {
    postMessage(message: unknown, transfer?: readonly Transferable[]): void;
    close(): void;
    self: unknown;
    WorkerGlobalScope: unknown;
    DedicatedWorkerGlobalScope: unknown;
    navigator: {
      locks: { request(name: string, work: () => Promise<unknown>): unknown };
    };
    process: typeof import("node:process");
  };
  // By these, libraries know that they are in a Worker; one of Node's kind has lost them.
  scope.self = scope;
  scope.WorkerGlobalScope = Object.getPrototypeOf(
    scope.DedicatedWorkerGlobalScope,
  );
  // A Worker that has a lock is stopped where it is when it is ended; any other goes on to the end of its turn. (As of
  // Deno 2.9, which does so to pass the lock on.) It is not taken before this module has been evaluated: what is ended
  // while that is done is reported as an error.
  addEventListener("message", () => {
    const { locks } = scope.navigator;
    locks.request(crypto.randomUUID(), () => new Promise(() => {}));
  }, { once: true });
  const { postMessage, close } = scope;
  const post: HostPort["post"] = (message, transfer) =>
    // Looking at a list costs, be it empty.
    transfer.length > 0 ? postMessage(message, transfer) : postMessage(message);
  // A job must not come between.
  scope.postMessage = () => {
    throw new TypeError(
      "Cannot post messages from a job: return a value, or call back by fromThread()",
    );
  };
  const host = new MakeHost({ post }, codec);
  addEventListener("message", (event) => {
    host.receive((event as MessageEvent<unknown>).data);
  });
  scope.close = () => {
    host.die("it was closed with close()");
    close();
  };
  addEventListener("unload", () => host.die("it has exited"));
  // A job that runs out of memory is stopped without a word, and no message is taken after it. That its limit has been
  // raised for that is all there is to see.
  const { getHeapStatistics } = scope.process.getBuiltinModule("node:v8");
  const limit = getHeapStatistics().heap_size_limit;
  setInterval(() => {
    if (getHeapStatistics().heap_size_limit <= limit) return;
    host.die("it ran out of memory");
    close();
  }, 500);
  addEventListener("error", (event) => {
    event.preventDefault();
    host.die("an error was not caught", event.error ?? event.message);
    close();
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    host.die("a rejection was not handled", event.reason);
    close();
  });
}

async function serveProcess(
  MakeHost: MakeHost,
  codec: ErrorCodec,
): Promise<void> {
  const { serialize, deserialize } = await import("node:v8");
  const { default: process } = await import("node:process");
  const send = process.send!.bind(process);
  const post: HostPort["post"] = (message) =>
    void send(serialize(message) as never);
  // A job must not come between.
  process.send = () => {
    throw new TypeError(
      "Cannot send messages from a job: return a value, or call back by fromThread()",
    );
  };
  const host = new MakeHost({ post }, codec);
  process.on(
    "message",
    (message: unknown) => host.receive(deserialize(message as Uint8Array)),
  );
  // The process that the pool belongs to has gone.
  process.on("disconnect", () => Deno.exit());
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    host.die("a rejection was not handled", event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    host.die("an error was not caught", event.error ?? event.message);
  });
}
