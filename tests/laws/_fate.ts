import type { Call } from "./_history.ts";

/** How a call fares: it has what it wants, waits, or ends without for this reason; "refused" is one of two. */
export type Fate =
  | "has"
  | "waits"
  | "cancelled"
  | "aborted"
  | "refused"
  | "closed";

/** How a call fares that would have to wait: a cancel or a signal from before does not let it. */
export function fateOfWaiting(call: Call): Fate {
  if (call.isCancelled && call.isAborted) return "refused";
  if (call.isCancelled) return "cancelled";
  return call.isAborted ? "aborted" : "waits";
}

/** Whether a call that fails may do so with this reason: "cancelled", that of its signal, or the name of an error. */
export function fits(
  reason: unknown,
  fate: Fate | undefined,
  closedErrors: readonly string[] = [],
): boolean {
  if (fate === "refused") return reason === "cancelled" || reason === "aborted";
  if (fate === "closed") return closedErrors.includes(reason as string);
  return fate !== "has" && fate === reason;
}
