import { assertEquals, assertThrows } from "@std/assert";
import { cache } from "../../../streams/iter/cache.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { leavingNothing } from "./_sources.ts";

virtualTest(
  "cache() keeps all results, and joins calls",
  () =>
    leavingNothing(async () => {
      let runs = 0;
      const square = cache(async (n: number) => {
        runs++;
        return await asyncio.sleep(1, n * n);
      });
      for (let i = 0; i < 500; i++) {
        await asyncio.gather(() => square(i), () => square(i));
      }
      assertEquals(await square(22), 484);
      assertEquals(runs, 500);
      assertEquals(square.cacheInfo(), {
        hits: 501,
        misses: 500,
        maxsize: null,
        currsize: 500,
      });
      assertEquals(square.cacheParameters(), { maxsize: null, ttl: null });
    }),
);

test("cache() refuses what is no function", () => {
  assertThrows(() => cache("fn" as never), TypeError, "What is cached");
});
