import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { openSignalReceiver } from "../../streams/signals.ts";
import { test } from "../_support/mod.ts";

function send(signal: Deno.Signal): void {
  Deno.kill(Deno.pid, signal);
}

function signalTest(name: string, fn: () => Promise<void>): void {
  test(name, () => asyncio.run(fn));
}

signalTest("SignalReceiver yields the signals that come", async () => {
  const log: string[] = [];
  using signals = openSignalReceiver("SIGHUP", "SIGUSR1");
  send("SIGHUP");
  for await (const signal of signals) {
    log.push(signal);
    if (log.length === 3) break;
    send("SIGUSR1");
  }
  assertEquals(log, ["SIGHUP", "SIGUSR1", "SIGUSR1"]);
});

signalTest("SignalReceiver keeps what comes while nobody waits", async () => {
  using signals = openSignalReceiver("SIGUSR1");
  using other = openSignalReceiver("SIGUSR1");
  for (let i = 0; i < 3; i++) {
    send("SIGUSR1");
    await other.next();
  }
  const log = [await signals.next(), await signals.next()];
  log.push(await signals.next());
  assertEquals(log, Array(3).fill({ done: false, value: "SIGUSR1" }));
});

signalTest("SignalReceiver.next() that is cancelled loses none", async () => {
  using signals = openSignalReceiver("SIGUSR1");
  const task = asyncio.createTask(() => signals.next());
  await asyncio.sleep(0);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  const reason = new Error("enough");
  await assertRejects(
    () => signals.next({ signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );
  send("SIGUSR1");
  assertEquals((await signals.next()).value, "SIGUSR1");
});

signalTest("SignalReceiver gives the end to who waits", async () => {
  const log: unknown[] = [];
  const signals = openSignalReceiver("SIGUSR1");
  const task = asyncio.createTask(async () => {
    for await (const signal of signals) log.push(signal);
    log.push("end");
  });
  await asyncio.sleep(0);
  signals[Symbol.dispose]();
  signals[Symbol.dispose]();
  await task;
  log.push((await signals.next()).done);
  assertEquals(log, ["end", true]);
  assertEquals(`${signals}`, "<SignalReceiver SIGUSR1 closed>");
});

signalTest("SignalReceiver takes a signal over and gives it back", async () => {
  const loop = asyncio.getRunningLoop();
  const log: string[] = [];
  const handled = loop.createFuture<void>();
  const handler = () => {
    log.push("handler");
    handled.setResult();
  };
  loop.addSignalHandler("SIGUSR1", handler);
  const first = openSignalReceiver("SIGUSR1");
  const second = openSignalReceiver("SIGUSR1");
  send("SIGUSR1");
  log.push(`first ${(await first.next()).value}`);
  first[Symbol.dispose]();
  log.push(`second ${(await second.next()).value}`);
  send("SIGUSR1");
  log.push(`second ${(await second.next()).value}`);
  second[Symbol.dispose]();
  assert(loop.getSignalHandler("SIGUSR1") === handler);
  send("SIGUSR1");
  await handled;
  loop.removeSignalHandler("SIGUSR1");
  assertEquals(log, [
    "first SIGUSR1",
    "second SIGUSR1",
    "second SIGUSR1",
    "handler",
  ]);
});

test("SignalReceiver of SIGINT takes Ctrl-C over from run()", async () => {
  const program = `
    import * as asyncio from ${
    JSON.stringify(new URL("../../mod.ts", import.meta.url))
  };
    import { openSignalReceiver } from ${
    JSON.stringify(new URL("../../streams/signals.ts", import.meta.url))
  };
    await asyncio.run(async () => {
      {
        using signals = openSignalReceiver("SIGINT");
        Deno.kill(Deno.pid, "SIGINT");
        console.log((await signals.next()).value);
      }
      Deno.kill(Deno.pid, "SIGINT");
      await asyncio.sleep(60);
    }).catch((error) => console.log(error.name));
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--ext=ts", program],
    stdout: "piped",
    stderr: "piped",
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(new TextDecoder().decode(stdout), "SIGINT\nKeyboardInterrupt\n");
});

signalTest("SignalReceiver leaves a handler that was set later", async () => {
  const loop = asyncio.getRunningLoop();
  const handler = () => {};
  {
    using _ = openSignalReceiver("SIGUSR1");
    loop.addSignalHandler("SIGUSR1", handler);
  }
  assert(loop.getSignalHandler("SIGUSR1") === handler);
  assert(loop.removeSignalHandler("SIGUSR1"));
  await asyncio.sleep(0);
});

signalTest("openSignalReceiver() refuses what it cannot receive", async () => {
  assertThrows(() => openSignalReceiver(), RangeError, "at least one signal");
  assertThrows(
    () => openSignalReceiver("SIGUSR1", "USR1" as Deno.Signal),
    TypeError,
    '"USR1"',
  );
  assertThrows(
    () => openSignalReceiver("SIGUSR1", "SIGKILL"),
    asyncio.RuntimeError,
    "SIGKILL",
  );
  // What had begun has been undone.
  const loop = asyncio.getRunningLoop();
  assertEquals(loop.getSignalHandler("SIGUSR1"), null);
  await asyncio.sleep(0);
});

test("SignalReceiver can be closed after its loop", async () => {
  const signals = await asyncio.run(() =>
    Promise.resolve(openSignalReceiver("SIGUSR1"))
  );
  signals[Symbol.dispose]();
  assertEquals(await signals.next(), { done: true, value: undefined });
});
