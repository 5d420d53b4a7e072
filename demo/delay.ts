/** Reads how many seconds a client wants to wait: `0.2`, or `Infinity`; `null` if it is no such number. */
export function parseDelay(text: string): number | null {
  return /^(\d{1,4}(\.\d+)?|Infinity)$/.test(text) ? Number(text) : null;
}
