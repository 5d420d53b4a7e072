/**
 * `deno task bench`: how fast the library is, beside plain promises and CPython.
 *
 * @module
 */

import { type Group, type Plans, sample } from "./_harness.ts";
import { PeerError } from "./_peers.ts";
import { findPython, PythonProcess } from "./_python.ts";
import {
  alignedLine,
  CHECK_HEAD,
  checkCells,
  compare,
  type Comparison,
  FULL_HEAD,
  fullCells,
  markdownTable,
} from "./_report.ts";
import { cancelGroup } from "./cancel_bench.ts";
import { fairnessGroup } from "./fairness.ts";
import { fsGroup } from "./fs_bench.ts";
import { gatherGroup } from "./gather_bench.ts";
import { iterGroup } from "./iter_bench.ts";
import { lockGroup } from "./lock_bench.ts";
import { queueGroup } from "./queue_bench.ts";
import { sleepersGroup } from "./sleepers.ts";
import { spawnGroup } from "./spawn_bench.ts";
import { streamsGroup } from "./streams_bench.ts";
import { subprocessGroup } from "./subprocess_bench.ts";
import { switchGroup } from "./switch_bench.ts";
import { timersGroup } from "./timers.ts";
import { udpGroup } from "./udp_bench.ts";
import { workersGroup } from "./workers_bench.ts";

const GROUPS: readonly Group[] = [
  switchGroup,
  spawnGroup,
  sleepersGroup,
  cancelGroup,
  gatherGroup,
  timersGroup,
  fairnessGroup,
  lockGroup,
  queueGroup,
  fsGroup,
  iterGroup,
  streamsGroup,
  subprocessGroup,
  udpGroup,
  workersGroup,
];

const NAMES = GROUPS.map((group) => group.name).join(" ");

const HELP = `Usage: deno task bench [--check] [group…]

Compares the library with plain promises, and with CPython where there is one
(python3, or PYTHON from the environment; 3.12 or newer).

  --check   a short run: one line per case, exit code 1 if a bar is missed
  --help    this text

Groups: ${NAMES} (all when none is named)
How to read the figures: bench/README.md`;

interface Request {
  check: boolean;
  groups: readonly Group[];
}

function parse(args: readonly string[]): Request | "help" {
  let check = false;
  const groups: Group[] = [];
  for (const arg of args) {
    if (arg === "--help" || arg === "-h") return "help";
    if (arg === "--check") {
      check = true;
      continue;
    }
    if (arg.startsWith("-")) {
      throw new RangeError(`Unknown option "${arg}": use --check or --help`);
    }
    const group = GROUPS.find(({ name }) => name === arg);
    if (group === undefined) {
      throw new RangeError(`Unknown group "${arg}": use ${NAMES}`);
    }
    groups.push(group);
  }
  return { check, groups: groups.length > 0 ? groups : GROUPS };
}

async function* compareGroup(
  group: Group,
  kind: keyof Plans,
  command: string | null,
): AsyncGenerator<Comparison> {
  const cpython = command !== null && group.cases.some((c) => c.cpython);
  await using python = cpython ? new PythonProcess(command, group.name) : null;
  for (const case_ of group.cases) {
    const side = python !== null && case_.cpython
      ? () => python.measure(case_.name)
      : null;
    const plan = (case_.plans ?? group.plans)[kind];
    try {
      yield* compare(group, case_, await sample(case_, plan, side));
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      console.error(`${case_.name} is left out: ${error.message}`);
    }
  }
}

async function main({ check, groups }: Request): Promise<boolean> {
  const python = await findPython();
  const known = "command" in python;
  console.log(
    known
      ? `Deno ${Deno.version.deno}, CPython ${python.version}`
      : `Deno ${Deno.version.deno}; no CPython 3.12 or newer (${python.missing}): its lines are skipped`,
  );
  if (check) console.log(alignedLine(CHECK_HEAD));
  const comparisons: Comparison[] = [];
  for (const group of groups) {
    const kind = check ? "check" : "full";
    const command = known ? python.command : null;
    for await (const comparison of compareGroup(group, kind, command)) {
      comparisons.push(comparison);
      if (check) console.log(alignedLine(checkCells(comparison)));
    }
  }
  if (!check) {
    console.log("\n" + markdownTable(FULL_HEAD, comparisons.map(fullCells)));
  }
  const missed = comparisons.filter((comparison) => !comparison.ok).length;
  console.log(`${comparisons.length - missed} ok, ${missed} missed`);
  return missed === 0;
}

let request: Request | "help";
try {
  request = parse(Deno.args);
} catch (error) {
  console.error((error as RangeError).message);
  Deno.exit(2);
}
if (request === "help") {
  console.log(HELP);
} else {
  const reached = await main(request);
  if (request.check && !reached) Deno.exit(1);
}
