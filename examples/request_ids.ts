/** A context variable follows each request through all it calls, with no parameter passed. */

import * as asyncio from "@asyncio/asyncio";

const requestId = new asyncio.ContextVar<string>("requestId", { default: "-" });

function log(message: string): void {
  console.log(`[${requestId.get()}] ${message}`);
}

async function loadUser(): Promise<void> {
  log("loading the user");
  await asyncio.sleep(0.5);
}

async function audit(): Promise<void> {
  await asyncio.sleep(2);
  log("written to the audit log"); // a task keeps the values it was created with
}

async function handle(id: string, delay: number): Promise<void> {
  requestId.set(id);
  log("start");
  const background = asyncio.createTask(audit);
  await loadUser();
  await asyncio.sleep(delay);
  log("end");
  await background;
}

export async function main(): Promise<void> {
  await asyncio.gather(() => handle("r1", 1), () => handle("r2", 0.25));
  log("all requests are done");
}

if (import.meta.main) await asyncio.run(main);
