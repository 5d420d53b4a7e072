import * as asyncio from "@asyncio/asyncio";
import { client } from "./client.ts";
import { httpServer } from "./http_server.ts";
import { lineServer } from "./line_server.ts";
import type { Options } from "./options.ts";
import { plans } from "./plan.ts";
import { showProgress } from "./progress.ts";
import { Queue } from "./queue.ts";
import type { Result, Tally } from "./tally.ts";
import { writeAll } from "./write_all.ts";

/**
 * Starts the servers, lets all clients ask them, at most `options.limit` at a
 * time, and writes a line of JSON for each request to `output`.
 */
export async function load(
  options: Options,
  output: Deno.FsFile,
  tally: Tally,
): Promise<void> {
  await asyncio.taskGroup(async (services) => {
    const servers = {
      tcp: await services.start(lineServer),
      http: await services.start(httpServer),
    };
    const results = new Queue<Result>();
    const writer = services.createTask(() => writeLines(output, results));
    if (Deno.stdout.isTerminal()) {
      services.createTask(() => showProgress(tally, options.clients));
    }
    const report = (result: Result) => {
      tally.add(result);
      results.put(result);
    };

    try {
      await asyncio.taskGroup((clients) => {
        for (const plan of plans(options)) {
          clients.createTask(() =>
            client(plan, servers, { timeout: options.timeout, report })
          );
        }
      }, { limit: options.limit });
    } finally {
      results.close(); // after Ctrl-C too: what is known still goes to the file
      await writer;
    }
    services.cancel();
  });
}

async function writeLines(
  file: Deno.FsFile,
  results: AsyncIterable<Result>,
): Promise<void> {
  for await (const result of results) {
    await writeAll(file, JSON.stringify(result) + "\n");
  }
}
