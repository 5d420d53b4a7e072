import { describe } from "../../loop/check.ts";

/** For the `signal` of options. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new TypeError(`'signal' must be an AbortSignal: ${describe(signal)}`);
}
