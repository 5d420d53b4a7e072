import { assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { binaryCase, type Case, type Step, textCase } from "./_file_cases.ts";
import { ask } from "./_oracle.ts";
import { runCase } from "./_run_case.ts";

/** Text and bytes in turn; the large ones at the end, so that none of them is recorded. */
function allCases(): Case[] {
  const cases: Case[] = [];
  for (let seed = 0; seed < 3000; seed++) {
    cases.push(textCase(seed, false), binaryCase(seed));
  }
  for (let seed = 0; seed < 150; seed++) cases.push(textCase(seed, true));
  return cases;
}

/** Whether CPython cannot tell a position, which sets an end to the comparison. */
function isLost(answer: unknown, step: Step | undefined): boolean {
  const isFailed = typeof answer === "object" && answer !== null &&
    "error" in answer;
  return isFailed && (step?.[0] === "tell" || step?.[0] === "stay");
}

test("open() gives files that do what CPython's do", async () => {
  const cases = allCases();
  const answers = await ask<unknown[]>("files", cases);
  const folder = await Deno.makeTempDir();
  try {
    await asyncio.run(async () => {
      for (const [i, answer] of answers!.entries()) {
        const one = cases[i]!;
        const outcome = await runCase(one, `${folder}/file`);
        const lost = answer.findIndex((a, k) => isLost(a, one.steps[k]));
        if (lost >= 0) outcome.length = answer.length = lost;
        assertEquals(outcome, answer, `case ${i}: ${JSON.stringify(one)}`);
      }
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}, { timeout: 120_000 });
