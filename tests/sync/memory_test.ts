import { assert, assertEquals } from "@std/assert";
import { test } from "../_support/mod.ts";

test(
  "no waiter list grows with cancelled waiters, a million of them",
  async () => {
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      {
        args: [
          "run",
          "--no-check",
          "--v8-flags=--expose-gc",
          new URL("./_cancelled_waiters.ts", import.meta.url).href,
        ],
        stdin: "null",
      },
    ).output();
    const decoder = new TextDecoder();
    assert(success, decoder.decode(stderr));
    const results: Record<string, { growth: number; waiting: number }> = JSON
      .parse(decoder.decode(stdout));
    assert(Object.keys(results).length >= 6);
    for (const [name, { growth, waiting }] of Object.entries(results)) {
      assertEquals(waiting, 0, name);
      // One word for each waiter would be ten times as much.
      assert(
        growth < 500_000,
        `${name}: the heap has grown by ${growth} bytes`,
      );
    }
  },
  { timeout: 60_000 },
);
