import { getEventLoop } from "../../loop/running_loop.ts";

/** What is closed: a pipeline. */
interface Closable {
  close(): Promise<unknown>;
}

/** Closes all at once, also when one fails; throws the first error and reports the others. */
export async function closeAll(sources: readonly Closable[]): Promise<void> {
  const errors = await closingErrors(sources);
  if (errors.length === 0) return;
  errors.slice(1).forEach(report);
  throw errors[0];
}

/** Closes all while an error is on its way out: those of closing cannot come out, too, and are reported. */
export async function closeAfterError(
  sources: readonly Closable[],
): Promise<void> {
  (await closingErrors(sources)).forEach(report);
}

async function closingErrors(
  sources: readonly Closable[],
): Promise<unknown[]> {
  const ends = await Promise.allSettled(
    sources.map((source) => source.close()),
  );
  return ends.filter((end) => end.status === "rejected")
    .map((end) => end.reason);
}

function report(exception: unknown): void {
  getEventLoop().callExceptionHandler({
    message: "Closing an iterator failed after another error",
    exception,
  });
}
