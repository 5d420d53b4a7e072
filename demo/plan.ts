/** What every client will do, drawn from a seed. */

import type { Options } from "./options.ts";

/** What one client asks for, and how long its user waits. */
export interface Plan {
  id: number;
  protocol: "tcp" | "http";
  /** Seconds until the server answers; infinite if it hangs. */
  delay: number;
  /** Seconds until the user gives up; infinite if the timeout comes first. */
  patience: number;
}

/** Plans for all clients: 92 % are answered, 4 % hang, 4 % hang and are given up. */
export function* plans(options: Options): Generator<Plan> {
  const random = mulberry32(options.seed);
  for (let id = 1; id <= options.clients; id++) {
    const kind = random();
    const [delay, patience] = [random(), random()];
    yield {
      id,
      protocol: random() < 0.5 ? "tcp" : "http",
      delay: kind < 0.92 ? 0.05 + 0.4 * delay : Infinity,
      patience: kind < 0.96
        ? Infinity
        : (0.1 + 0.7 * patience) * options.timeout,
    };
  }
}

/** A small random generator: the same seed gives the same numbers from 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
