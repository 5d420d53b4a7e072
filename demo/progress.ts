import * as asyncio from "@asyncio/asyncio";
import type { Tally } from "./tally.ts";

const ERASE_LINE = "\r\x1b[K";

/** Keeps one line of the terminal up to date, until it is cancelled. */
export async function showProgress(
  tally: Tally,
  clients: number,
): Promise<never> {
  try {
    while (true) {
      print(ERASE_LINE + progressLine(tally, clients));
      await asyncio.sleep(0.1);
    }
  } finally {
    print(ERASE_LINE);
  }
}

function progressLine(tally: Tally, clients: number): string {
  const filled = Math.floor(30 * tally.total / clients);
  const bar = "█".repeat(filled).padEnd(30, "░");
  return `${bar} ${tally.total} of ${clients} done, ` +
    `${tally.timeout} timeouts, ${tally.cancelled} cancelled`;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
