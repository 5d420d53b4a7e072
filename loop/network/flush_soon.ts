// When what was written goes out.
//
// Whoever writes a line at a time is to cause one call of the system, not one for each line. So what was written goes
// out once nobody has written for a few rounds of the microtask queue, which is longer than a task takes from one line
// to the next if nothing lets it wait. `process.nextTick` would do too, but comes a turn of the runtime later: for a
// lone request that is a fifth of its time.

/** How many rounds without a write are quiet. */
const QUIET_ROUNDS = 8;
/** Somebody who always writes does not keep others waiting for longer. */
const MOST_ROUNDS = 1024;

/** What has collected bytes. */
export interface Collecting {
  /** Lets out what has been collected, if there is something. */
  flushCollected(): void;
}

let collecting: Collecting[] = [];
let quiet = 0;

/** Has what `pipe` has collected go out soon. To be called once until then. */
export function flushSoon(pipe: Collecting): void {
  quiet = 0;
  collecting.push(pipe);
  if (collecting.length === 1) void flushWhenQuiet();
}

/** Says that more was written to what goes out soon. */
export function noteWrite(): void {
  quiet = 0;
}

async function flushWhenQuiet(): Promise<void> {
  for (let rounds = 0; quiet < QUIET_ROUNDS && rounds < MOST_ROUNDS; rounds++) {
    quiet++;
    await null;
  }
  const pipes = collecting;
  collecting = [];
  for (const pipe of pipes) pipe.flushCollected();
}
