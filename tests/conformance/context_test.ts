/** CPython's test_context, ported by meaning. */

import { assertEquals } from "@std/assert";
import { ContextVar, gather, sleep } from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

// CPython's decimal module keeps its precision in a context variable; here the test does so itself.
const precision = new ContextVar("precision", { default: 28 });

function divide(x: number, y: number): string {
  return (x / y).toFixed(precision.get());
}

virtualTest(
  "context/DecimalContextTest.test_asyncio_task_decimal_context: a setting is one task's own across its waits",
  async () => {
    async function fractions(
      delay: number,
      digits: number,
    ): Promise<[string, string]> {
      using _ = precision.set(digits);
      const before = divide(1, 3);
      await sleep(delay);
      return [before, divide(1, 9)];
    }

    const [short, long] = await gather(
      () => fractions(0.1, 3),
      () => fractions(0.2, 6),
    );
    assertEquals(short, ["0.333", "0.111"]);
    assertEquals(long, ["0.333333", "0.111111"]);
    assertEquals(precision.get(), 28);
  },
);
