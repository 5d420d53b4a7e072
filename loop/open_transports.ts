import type { EventLoop } from "./event_loop.ts";
import { Roster } from "./roster.ts";

/** A transport, connection or server as its loop sees it. */
export interface Abandonable {
  /** Where it stands among what is open. */
  openPlace?: number;
  /** Closes it without telling anybody. */
  abandon(): void;
}

type Transports = Roster<"openPlace", Abandonable>;

const open = new WeakMap<EventLoop, Transports>();

/** Remembers that `transport` is to be closed with the loop: what still reads would keep the process alive. */
export function abandonAtClose(loop: EventLoop, transport: Abandonable): void {
  let transports = open.get(loop);
  if (transports === undefined) {
    transports = new Roster("openPlace");
    open.set(loop, transports);
  }
  transports.add(transport);
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
  for (const transport of transports.list()) {
    if (loop.getDebug()) {
      console.warn(`Never closed: ${transport}`);
    }
    transport.abandon();
  }
}
