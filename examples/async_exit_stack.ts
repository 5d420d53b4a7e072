/** As many connections as there are hosts; what has been opened is closed in reverse order, also after an error. */

import * as asyncio from "@asyncio/asyncio";
import {
  asyncContextManager,
  AsyncExitStack,
  withAsync,
} from "@asyncio/asyncio/context";

const connect = asyncContextManager(async function* (host: string) {
  await asyncio.sleep(1); // stands for the handshake
  if (host === "down") throw new Error(`cannot reach ${host}`);
  console.log(`connected to ${host}`);
  try {
    yield host.toUpperCase();
  } finally {
    await asyncio.sleep(1);
    console.log(`disconnected from ${host}`);
  }
});

async function visit(hosts: string[]): Promise<void> {
  await withAsync(new AsyncExitStack(), async (stack) => {
    stack.callback(() => console.log("all closed"));
    const connections: string[] = [];
    for (const host of hosts) {
      connections.push(await stack.enterAsyncContext(connect(host)));
    }
    console.log(`all open: ${connections.join(", ")}`);
  });
}

export async function main(): Promise<void> {
  await visit(["a", "b"]);
  try {
    await visit(["c", "down", "d"]);
  } catch (error) {
    console.log(`error: ${(error as Error).message}`);
  }
}

if (import.meta.main) await asyncio.run(main);
