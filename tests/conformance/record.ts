/**
 * Records the traces of the scenarios from CPython: `deno run -A tests/conformance/record.ts`.
 *
 * @module
 */

import {
  findPython,
  recordOf,
  runInPython,
  SCENARIOS,
} from "./_scenario_runner.ts";

async function record(): Promise<number> {
  const python = await findPython();
  if (!python) {
    console.error("Recording needs CPython 3.12 or newer: set PYTHON");
    return 1;
  }
  const traces = await runInPython(python);
  for (const [name, trace] of Object.entries(traces)) {
    await Deno.writeTextFile(recordOf(name), trace);
  }
  const left = SCENARIOS.filter((name) => !(name in traces));
  const kept = left.length ? `, too new for it: ${left.join(", ")}` : "";
  const count = SCENARIOS.length - left.length;
  console.log(
    `Recorded ${count} scenarios from CPython ${python.version}${kept}`,
  );
  return 0;
}

if (import.meta.main) Deno.exit(await record());
