/**
 * A service that listens to signals: SIGHUP reads the settings anew, SIGTERM and Ctrl-C end it, and it answers what it
 * has begun to answer.
 *
 * Run it: `deno run --allow-net examples/programs/signal_service.ts`
 */
import * as asyncio from "@asyncio/asyncio";

/** Serves until a signal ends it; `log` gets what happens. */
export async function main(
  log: (line: string) => void = console.log,
): Promise<void> {
  let version = 1;
  const handler = async () => {
    const text = `settings ${version}\n`;
    await asyncio.sleep(0.3);
    return new Response(text);
  };

  using signals = asyncio.openSignalReceiver("SIGHUP", "SIGTERM", "SIGINT");
  await asyncio.taskGroup(async (tg) => {
    const service = (started: (address: Deno.Addr) => void) =>
      asyncio.serve(handler, {
        hostname: "127.0.0.1",
        port: 0,
        onListen: started,
      });
    const { port } = await tg.start(service) as Deno.NetAddr;
    log(`http://127.0.0.1:${port}/`);
    for await (const signal of signals) {
      log(signal);
      if (signal !== "SIGHUP") break;
      version++;
    }
    tg.cancel();
  });
  log("all requests are answered");
}

if (import.meta.main) await asyncio.run(main);
