import { isInjected } from "./errors.ts";

let guarding = false;

/**
 * Keeps the process alive when a call that nobody awaits ends with the cancellation of its task. Such a rejection
 * cannot be observed: the one who could have awaited it is gone. All other rejections stay what they are.
 */
export function guardFloatingCalls(): void {
  if (guarding) return;
  guarding = true;
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (!isInjected(event.reason)) return;
    event.preventDefault();
    if (event.reason.stack !== undefined) {
      console.warn("A call that nobody awaits was cancelled:", event.reason);
    }
  });
}
