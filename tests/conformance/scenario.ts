// What every scenario imports: the twin of scenarios/_virtual.py.
import * as asyncio from "../../mod.ts";
import { runVirtual, VirtualClock } from "../../tasks/testing/mod.ts";

let lines: string[] = [];

/** An error of the scenarios' own. */
export class Oops extends Error {
  override name = "Oops";
}

/** A loop whose clock starts at 0 and jumps to the next timer when nothing is ready. */
export function virtualLoop(): asyncio.EventLoop {
  return asyncio.newEventLoop({ clock: new VirtualClock() });
}

/** Runs `main` as `asyncio.run()` does, under virtual time. */
export function run<T>(main: () => Promise<T>): Promise<T> {
  return runVirtual(main);
}

/** Text that is the same in both languages. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value instanceof asyncio.ExceptionGroup) {
    return `group${show(value.exceptions)}`;
  }
  if (value instanceof Oops || value instanceof asyncio.CancelledError) {
    return value.message ? `${value.name}(${value.message})` : value.name;
  }
  if (value instanceof Error) return value.name;
  return String(value);
}

/** How a future ended: its result, its error, "cancelled", or "pending". */
export function outcome(future: asyncio.Future<unknown>): string {
  if (!future.done()) return "pending";
  if (future.cancelled()) return "cancelled";
  return show(future.exception() ?? future.result());
}

/** Adds one line to the trace; the time is "-" where no loop runs. */
export function log(...words: unknown[]): void {
  lines.push([time(), ...words.map(show)].join(" "));
}

function time(): string {
  try {
    return String(asyncio.getRunningLoop().time());
  } catch {
    return "-";
  }
}

/** The trace of one scenario, as its Python twin prints it. */
export async function traceOf(
  scenario: () => Promise<unknown>,
): Promise<string> {
  lines = [];
  await scenario();
  return lines.map((line) => line + "\n").join("");
}
