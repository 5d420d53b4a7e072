import type { EventLoop } from "../loop/event_loop.ts";

/** Hears of a signal. */
export type SignalListener = (signal: Deno.Signal) => void;

/** The one handler that a loop has for a signal while somebody receives it. */
interface Hub {
  readonly listeners: Set<SignalListener>;
  readonly handler: () => void;
  /** What the signal did before. */
  readonly previous: (() => unknown) | null;
}

const hubs = new WeakMap<EventLoop, Map<Deno.Signal, Hub>>();

/** Calls `listener` when the signal comes, in place of what it did before. */
export function listen(
  loop: EventLoop,
  signal: Deno.Signal,
  listener: SignalListener,
): void {
  let ofLoop = hubs.get(loop);
  if (ofLoop === undefined) hubs.set(loop, ofLoop = new Map());
  let hub = ofLoop.get(signal);
  if (hub === undefined) {
    const listeners = new Set<SignalListener>();
    const handler = () => {
      for (const each of [...listeners]) each(signal);
    };
    hub = { listeners, handler, previous: loop.getSignalHandler(signal) };
    loop.addSignalHandler(signal, handler);
    ofLoop.set(signal, hub);
  }
  hub.listeners.add(listener);
}

/** Takes the listener back; with the last one, the signal does again what it did before. */
export function unlisten(
  loop: EventLoop,
  signal: Deno.Signal,
  listener: SignalListener,
): void {
  const ofLoop = hubs.get(loop);
  const hub = ofLoop?.get(signal);
  if (!hub?.listeners.delete(listener) || hub.listeners.size > 0) return;
  ofLoop!.delete(signal);
  // The program may have set another handler meanwhile, or closed the loop.
  if (loop.isClosed() || loop.getSignalHandler(signal) !== hub.handler) return;
  if (hub.previous === null) loop.removeSignalHandler(signal);
  else loop.addSignalHandler(signal, hub.previous);
}
