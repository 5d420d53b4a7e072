import type { EventLoop } from "./event_loop.ts";

/** A transport, connection or server as its loop sees it. */
export interface Abandonable {
  /** Closes it without telling anybody. */
  abandon(): void;
}

const open = new WeakMap<EventLoop, Set<Abandonable>>();

/** Remembers that `transport` is to be closed with the loop: what still reads would keep the process alive. */
export function abandonAtClose(loop: EventLoop, transport: Abandonable): void {
  const transports = open.get(loop);
  if (transports === undefined) open.set(loop, new Set([transport]));
  else transports.add(transport);
}

/** Forgets a transport that is closed. */
export function forget(loop: EventLoop, transport: Abandonable): void {
  open.get(loop)?.delete(transport);
}

/** Closes what was left open; for the loop when it is closed. */
export function abandonTransports(loop: EventLoop): void {
  const transports = open.get(loop);
  if (transports === undefined) return;
  open.delete(loop);
  for (const transport of transports) {
    if (loop.getDebug()) {
      console.warn(`Never closed: ${transport}`);
    }
    transport.abandon();
  }
}
