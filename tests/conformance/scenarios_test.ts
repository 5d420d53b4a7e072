import { assert, assertEquals } from "@std/assert";
import { test } from "../_support/mod.ts";
import {
  findPython,
  namesOf,
  recordOf,
  runHere,
  runInPython,
  SCENARIOS,
} from "./_scenario_runner.ts";

const python = await findPython();
if (!python) {
  console.log(
    "Scenarios are not compared with a live CPython: neither $PYTHON nor python3 is CPython 3.12 or newer",
  );
}

test("scenarios are complete: Python, TypeScript, record", () => {
  assert(SCENARIOS.length >= 40);
  assertEquals(namesOf(".ts"), SCENARIOS);
  assertEquals(namesOf(".trace"), SCENARIOS);
});

for (const name of SCENARIOS) {
  test(`scenario ${name} prints what CPython printed`, async () => {
    assertEquals(await runHere(name), await Deno.readTextFile(recordOf(name)));
  });
}

test("scenarios print in the live CPython what was recorded", async () => {
  for (const [name, trace] of Object.entries(await runInPython(python!))) {
    assertEquals(trace, await Deno.readTextFile(recordOf(name)), name);
  }
}, { ignore: !python });
