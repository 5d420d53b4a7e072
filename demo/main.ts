/**
 * The demo, `deno task demo`: a thousand clients at once against a TCP and an
 * HTTP server on loopback, with a limit, timeouts and cancellation.
 */

import * as asyncio from "@asyncio/asyncio";
import { load } from "./load.ts";
import { HELP, type Options, parseOptions, UsageError } from "./options.ts";
import { table } from "./table.ts";
import { Tally } from "./tally.ts";

/** Runs the demo, and returns the exit code of the process. */
async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  try {
    return await demo(parseOptions(args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function demo(options: Options): Promise<number> {
  const path = options.output ??
    await Deno.makeTempFile({ prefix: "asyncio_demo_", suffix: ".jsonl" });
  using output = await openForWriting(path);
  const tally = new Tally();
  const start = performance.now();
  try {
    await asyncio.run(() => load(options, output, tally));
  } catch (error) {
    if (!(error instanceof asyncio.KeyboardInterrupt)) throw error;
    console.error(
      `Interrupted: ${tally.total} of ${options.clients} requests are done`,
    );
    console.error(`Results so far: ${path}`);
    return 130;
  }
  console.log(table(tally, (performance.now() - start) / 1000, options));
  console.log(`Results: ${path}`);
  return tally.failed > 0 ? 1 : 0;
}

async function openForWriting(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, {
      write: true,
      create: true,
      truncate: true,
    });
  } catch (error) {
    throw new UsageError(
      `Cannot write to --output: "${path}"; pass a path that can be written`,
      { cause: error },
    );
  }
}

Deno.exitCode = await main(Deno.args);
