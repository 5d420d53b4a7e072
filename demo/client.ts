import * as asyncio from "@asyncio/asyncio";
import { fetch } from "../streams/http/mod.ts";
import { connect } from "../streams/mod.ts";
import type { Plan } from "./plan.ts";
import type { Outcome, Result } from "./tally.ts";

/** The ports of the servers. */
export interface Servers {
  tcp: number;
  http: number;
}

/** Sends one request, and reports how it ended and how long it took. */
export async function client(
  plan: Plan,
  servers: Servers,
  options: { timeout: number; report: (result: Result) => void },
): Promise<void> {
  const { id, protocol, patience } = plan;
  const loop = asyncio.getRunningLoop();
  const task = asyncio.currentTask()!;
  const start = loop.time();
  const report = (outcome: Outcome, more?: { error: string }) =>
    options.report({
      id,
      protocol,
      outcome,
      seconds: loop.time() - start,
      ...more,
    });

  // A user who gives up closes the page: the task is cancelled from outside.
  if (patience < Infinity) {
    loop.callLater(patience, () => task.cancel("gave up"));
  }
  try {
    const ask = protocol === "tcp" ? askLineServer : askHttpServer;
    await asyncio.timeout(
      options.timeout,
      () => ask(servers[protocol], plan.delay),
    );
    report("answered");
  } catch (error) {
    if (asyncio.isCancelled(error)) {
      report("cancelled");
      throw error; // a cancelled task stays cancelled
    }
    if (error instanceof asyncio.TimeoutError) report("timeout");
    else report("failed", { error: String(error) });
  }
}

async function askLineServer(port: number, delay: number): Promise<void> {
  await using server = await connect("127.0.0.1", port);
  await server.send(new TextEncoder().encode(`WAIT ${delay}\n`));
  check(new TextDecoder().decode(await server.readline()));
}

async function askHttpServer(port: number, delay: number): Promise<void> {
  await using response = await fetch(`http://127.0.0.1:${port}/wait/${delay}`);
  check(await response.text());
}

function check(answer: string): void {
  if (answer !== "DONE\n") {
    throw new Error(`Cannot use the answer: "${answer}"`);
  }
}
