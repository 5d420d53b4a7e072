import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as asyncio from "../../mod.ts";
import { StreamReader } from "../../streams/reader.ts";
import { StreamWriter } from "../../streams/writer.ts";
import {
  CalledProcessError,
  type Command,
  createSubprocessExec,
  createSubprocessShell,
  DEVNULL,
  PIPE,
  type Process,
  ProcessLookupError,
  type ProcessOptions,
  runProcess,
  STDOUT,
} from "../../streams/subprocess.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { bytes, descriptors, eventually, exists, text } from "./_processes.ts";

/** A process that does not end when it is asked to. */
const STUBBORN = "trap '' TERM; echo up; while :; do sleep 0.02; done";

function processTest(name: string, fn: () => Promise<void>): void {
  test(name, () => asyncio.run(fn));
}

processTest(
  "createSubprocessExec() passes its arguments on as they are",
  async () => {
    const process = await createSubprocessExec("printf", [
      "%s|",
      "a  b",
      "$HOME",
      "*",
      "",
      "ä",
    ], { stdout: PIPE });
    const [stdout] = await process.communicate();
    assertEquals(text(stdout), "a  b|$HOME|*||ä|");
  },
);

processTest("createSubprocessExec() starts in 'cwd', with 'env'", async () => {
  const options = { cwd: "/", env: { A: "1" }, stdout: PIPE };
  const process = await createSubprocessExec(
    "sh",
    ["-c", "pwd; echo $A $HOME"],
    { ...options, clearEnv: true },
  );
  assertEquals(text((await process.communicate())[0]), "/\n1\n");
});

for (
  const [what, start, message] of [
    ["a program", () => createSubprocessExec(7 as never), "A program must be"],
    [
      "arguments",
      () => createSubprocessExec("true", "x" as never),
      "must be an array",
    ],
    [
      "an argument",
      () => createSubprocessExec("true", [7 as never]),
      "must be a string: 7",
    ],
    [
      "stdin",
      () => createSubprocessExec("true", [], { stdin: STDOUT as never }),
      `'stdin' must be PIPE, DEVNULL, "inherit" or null: "stdout"`,
    ],
    [
      "stdout",
      () => createSubprocessExec("true", [], { stdout: 1 as never }),
      "'stdout' must be",
    ],
    [
      "a command",
      () => createSubprocessShell(["ls"] as never),
      "A command must be a string: an instance of Array",
    ],
    [
      "a command of runProcess()",
      () => runProcess(7 as never),
      "A command must be a string or an array: 7",
    ],
    [
      "the input of runProcess()",
      () => runProcess("cat", { input: "x" as never }),
      "'input' must be a Uint8Array",
    ],
  ] as [string, () => Promise<unknown>, string][]
) {
  processTest(
    `Starting a process refuses ${what} of the wrong kind`,
    () => assertRejects(start, TypeError, message).then(() => {}),
  );
}

processTest("createSubprocessExec() refuses a bad limit", async () => {
  const before = descriptors();
  await assertRejects(
    () => createSubprocessExec("true", [], { limit: 0, stdout: PIPE }),
    RangeError,
    "'limit' must be an integer of at least 1: 0",
  );
  assertEquals(descriptors(), before);
});

processTest("createSubprocessExec() fails where there is nothing", async () => {
  await assertRejects(
    () => createSubprocessExec("no-such-program-here"),
    Deno.errors.NotFound,
    "no-such-program-here",
  );
  await assertRejects(
    () => createSubprocessShell("true", { cwd: "/nowhere" }),
    Deno.errors.NotFound,
  );
});

processTest("STDOUT keeps output and errors in order", async () => {
  const command = "for i in 1 2 3; do echo out $i; echo err $i >&2; done";
  const expected = "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n";
  const options = { stdout: PIPE, stderr: STDOUT } as const;
  const shell = await createSubprocessShell(command, options);
  assertEquals(text((await shell.communicate())[0]), expected);

  const program = await createSubprocessExec("sh", ["-c", command], options);
  const [stdout, stderr] = await program.communicate();
  assertEquals([text(stdout), stderr], [expected, null]);
});

processTest("STDOUT has the pid and the signals of the program", async () => {
  const process = await createSubprocessExec("sh", [
    "-c",
    "echo $$; exec sleep 60",
  ], { stdout: PIPE, stderr: STDOUT });
  assertEquals(text(await process.stdout.readline()), `${process.pid}\n`);
  process.terminate();
  assertEquals(await process.wait(), -15);
  await process.aclose();
});

processTest("STDOUT ends with 127 where there is no program", async () => {
  const process = await createSubprocessExec("no-such-program", [], {
    stdout: PIPE,
    stderr: STDOUT,
  });
  const [stdout] = await process.communicate();
  assertStringIncludes(text(stdout), "no-such-program");
  assertEquals(process.returncode, 127);
});

processTest("Process has pipes only where they were asked for", async () => {
  const none = await createSubprocessExec("true", [], { stdout: DEVNULL });
  assertEquals([none.stdin, none.stdout, none.stderr], [null, null, null]);
  assertEquals(await none.communicate(), [null, null]);

  const all = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stdout: PIPE,
    stderr: PIPE,
  });
  assertInstanceOf(all.stdin, StreamWriter);
  assertInstanceOf(all.stdout, StreamReader);
  assertInstanceOf(all.stderr, StreamReader);
  await all.communicate();
});

processTest("Process.stdout has the limit for its lines", async () => {
  await using process = await createSubprocessShell("echo 12345; echo 1", {
    stdout: PIPE,
    limit: 3,
  });
  await assertRejects(
    () => process.stdout.readline(),
    RangeError,
    "limit of 3",
  );
  assertEquals(text(await process.stdout.readline()), "1\n");
});

processTest("Process.wait() takes a signal", async () => {
  await using process = await createSubprocessExec("sleep", ["60"]);
  const controller = new AbortController();
  asyncio.getRunningLoop().callSoon(() =>
    controller.abort(new Error("enough"))
  );
  await assertRejects(
    () => process.wait({ signal: controller.signal }),
    Error,
    "enough",
  );
  assertEquals(process.returncode, null);
});

processTest("Process.wait() wakes all but the cancelled", async () => {
  const process = await createSubprocessExec("sleep", ["60"]);
  const log: string[] = [];
  const tasks = ["a", "b", "c"].map((name) =>
    asyncio.createTask(async () => {
      log.push(`${name} ${await process.wait()}`);
    })
  );
  await asyncio.sleep(0);
  tasks[1]!.cancel();
  await asyncio.wait([tasks[1]!]);
  process.kill();
  await asyncio.gather([tasks[0]!, tasks[2]!]);
  assertEquals(log, ["a -9", "c -9"]);
});

processTest(
  "Process.communicate() that is cancelled loses nothing",
  async () => {
    const process = await createSubprocessShell(
      "echo one; read x; echo two $x; echo three >&2",
      { stdin: PIPE, stdout: PIPE, stderr: PIPE },
    );
    process.stdin.write(bytes("2"));
    const task = asyncio.createTask(async () => {
      await asyncio.timeout(60, () => process.stdout.read(-1));
    });
    await asyncio.sleep(0.02);
    task.cancel();
    await asyncio.wait([task]);
    assert(task.cancelled());
    const [stdout, stderr] = await process.communicate(bytes("!\n"));
    assertEquals([text(stdout), text(stderr)], ["one\ntwo 2!\n", "three\n"]);
  },
);

processTest("Process.communicate() may be cancelled anywhere", async () => {
  const before = descriptors();
  const input = new Uint8Array(300_000).fill(97);
  let completed = 0;
  for (let turns = 0; turns < 24; turns++) {
    const process = await createSubprocessExec("cat", [], {
      stdin: PIPE,
      stdout: PIPE,
    });
    const task = asyncio.createTask(() => process.communicate(input));
    for (let i = 0; i < turns; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    task.cancel();
    await asyncio.wait([task]);
    assert(task.cancelled() || task.done());
    const [rest] = task.cancelled() && turns % 2 === 0
      ? await process.communicate()
      : [null];
    // What was written goes on after the cancel: nothing is lost or doubled.
    if (rest !== null && rest.length > 0) {
      assertEquals(rest.length, input.length);
      completed++;
    }
    await process.aclose();
    assertFalse(exists(process.pid));
  }
  assert(completed > 0);
  assert(await eventually(() => descriptors() === before));
});

processTest("Process.communicate() refuses input without a pipe", async () => {
  await using process = await createSubprocessExec("sleep", ["60"]);
  await assertRejects(
    () => process.communicate(bytes("x")),
    asyncio.RuntimeError,
    "without stdin: PIPE: <Process ",
  );
  await assertRejects(
    () => process.communicate("x" as never),
    TypeError,
    "'input' must be a Uint8Array",
  );
});

processTest(
  "Process.sendSignal() fails when the process has ended",
  async () => {
    const process = await createSubprocessExec("true");
    await process.wait();
    for (
      const send of [
        () => process.kill(),
        () => process.terminate(),
        () => process.sendSignal("SIGHUP"),
      ]
    ) {
      assertThrows(
        send,
        ProcessLookupError,
        `the process has ended: ${process.pid}`,
      );
    }
  },
);

processTest("Process.sendSignal() refuses what is no signal", async () => {
  await using process = await createSubprocessExec("sleep", ["60"]);
  for (const signal of ["SIGNONE", "toString", 9]) {
    assertThrows(
      () => process.sendSignal(signal as Deno.Signal),
      TypeError,
      "A signal must be a name such as",
    );
  }
  assertEquals(process.returncode, null);
});

processTest("Process.aclose() asks first", async () => {
  const process = await createSubprocessShell(
    "trap 'exit 3' TERM; echo up; while :; do sleep 0.01; done",
    { stdout: PIPE },
  );
  await process.stdout.readline();
  await process.aclose();
  assertEquals(process.returncode, 3);
  await process.aclose();
});

processTest("Process.aclose() kills one that does not listen", async () => {
  const process = await createSubprocessShell(STUBBORN, { stdout: PIPE });
  await process.stdout.readline();
  await process.aclose({ grace: 0.05 });
  assertEquals(process.returncode, -9);
  assertFalse(exists(process.pid));
});

processTest("Process.aclose() holds a cancel back", async () => {
  const log: string[] = [];
  const process = await createSubprocessShell(STUBBORN, { stdout: PIPE });
  await process.stdout.readline();
  const task = asyncio.createTask(async () => {
    await process.aclose({ grace: 0.1 });
    log.push(`closed ${process.returncode}`);
    await asyncio.sleep(60);
  });
  await asyncio.sleep(0);
  task.cancel();
  await asyncio.wait([task]);
  log.push(task.cancelled() ? "cancelled" : "ended");
  assertEquals(log, ["closed -9", "cancelled"]);
});

processTest("Process.aclose() wakes who reads or waits", async () => {
  const log: string[] = [];
  const process = await createSubprocessShell("cat; exec sleep 60", {
    stdin: PIPE,
    stdout: PIPE,
  });
  await asyncio.taskGroup(async (tg) => {
    tg.createTask(async () => {
      log.push(`read ${(await process.stdout.read()).length}`);
    });
    tg.createTask(async () => {
      log.push(`waited ${await process.wait()}`);
    });
    await asyncio.sleep(0);
    await process.aclose();
  });
  assertEquals(log, ["read 0", "waited -15"]);
});

processTest("Process.aclose() refuses a bad grace", async () => {
  const process = await createSubprocessExec("sleep", ["60"]);
  await assertRejects(() => process.aclose({ grace: NaN }), RangeError);
  await assertRejects(() => process.aclose({ grace: "1" as never }), TypeError);
  assertEquals(process.returncode, null);
  await process.aclose();
});

processTest("Process ends with its block, whatever the end", async () => {
  let process: Process | null = null;
  await assertRejects(
    async () => {
      await using inside = process = await createSubprocessExec("sleep", [
        "60",
      ]);
      assert(exists(inside.pid));
      throw new Error("out");
    },
    Error,
    "out",
  );
  assertEquals(process!.returncode, -15);
  assertFalse(exists(process!.pid));
});

processTest("Process shows its number and its code", async () => {
  const process = await createSubprocessExec("sleep", ["60"]);
  assertEquals(`${process}`, `<Process ${process.pid}>`);
  process.kill();
  await process.wait();
  assertEquals(Deno.inspect(process), `<Process ${process.pid} returncode=-9>`);
});

processTest("Process that is dropped while it runs is reported", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const before = descriptors();
  const contexts = recordExceptions(asyncio.getRunningLoop());
  const pids = await (async () => {
    const dropped = await createSubprocessShell("exec sleep 60", {
      stdin: PIPE,
      stdout: PIPE,
    });
    const ended = await createSubprocessExec("true", []);
    await ended.wait();
    return { dropped: dropped.pid, ended: ended.pid };
  })();
  const isReported = () => (gc(), contexts.length > 0);
  assert(await eventually(isReported));
  assertEquals(contexts.map(({ message }) => message), [
    `Process was dropped while it runs: exec sleep 60 (${pids.dropped})`,
  ]);
  Deno.kill(pids.dropped, "SIGKILL");
  assert(await eventually(() => !exists(pids.dropped)));
  // The platform closes the pipes that nobody has any more.
  assert(await eventually(() => (gc(), descriptors() === before)));
});

processTest("Process leaves no descriptor and no zombie", async () => {
  const before = descriptors();
  const pids: number[] = [];
  const all = { stdin: PIPE, stdout: PIPE, stderr: PIPE } as const;
  const ways: ((process: Process<typeof all>) => Promise<unknown>)[] = [
    (process) => process.communicate(bytes("x")),
    (process) => process.aclose(),
    async (process) => {
      process.kill();
      await process.wait();
      await process.aclose();
    },
    async (process) => {
      process.stdin.write(new Uint8Array(1_000_000));
      await asyncio.moveOnAfter(0.001, () => process.stdin.drain());
      await process.aclose();
    },
  ];
  for (let i = 0; i < 40; i++) {
    const process = await createSubprocessExec("cat", [], all);
    pids.push(process.pid);
    await ways[i % ways.length]!(process);
  }
  assertEquals(pids.filter(exists), []);
  assert(await eventually(() => descriptors() === before));
});

processTest("runProcess() returns what there is to know", async () => {
  const command: Command = ["sh", "-c", "cat; echo oh >&2"];
  const { stdout, stderr, ...rest } = await runProcess(command, {
    input: bytes("in"),
  });
  assertEquals([text(stdout), text(stderr)], ["in", "oh\n"]);
  assertEquals(rest, { command, returncode: 0 });
});

processTest(
  "runProcess() has empty output where it went elsewhere",
  async () => {
    const { stdout, stderr } = await runProcess("echo a; echo b >&2", {
      stdout: DEVNULL,
      stderr: DEVNULL,
    });
    assertEquals([stdout.length, stderr.length], [0, 0]);
    const merged = await runProcess("echo a; echo b >&2", { stderr: STDOUT });
    assertEquals(text(merged.stdout), "a\nb\n");
  },
);

processTest("runProcess() has no input by default", async () => {
  assertEquals((await runProcess(["cat"])).stdout.length, 0);
});

processTest("runProcess() throws what a failed process has said", async () => {
  const error = await assertRejects(
    () => runProcess("echo out; echo why >&2; exit 3"),
    CalledProcessError,
    "Command has failed with exit code 3: echo out; echo why >&2; exit 3",
  );
  assertEquals(
    [error.returncode, text(error.stdout), text(error.stderr), error.name],
    [3, "out\n", "why\n", "CalledProcessError"],
  );
  await assertRejects(
    () => runProcess(["sh", "-c", "kill -9 $$"]),
    CalledProcessError,
    "failed with SIGKILL: sh -c kill -9 $$",
  );
});

processTest("runProcess() with check off returns a failure", async () => {
  assertEquals((await runProcess("exit 3", { check: false })).returncode, 3);
  assertEquals((await runProcess("kill $$", { check: false })).returncode, -15);
});

/** Runs a command that prints its number first, ends it by `cut`, and returns whether it is gone. */
async function cutShort(
  command: string,
  cut: (run: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await cut(() =>
      runProcess(`echo $$ > ${path}; ${command}`, { grace: 0.05 })
    );
    const pid = Number(await Deno.readTextFile(path));
    assert(pid > 0);
    assertFalse(exists(pid));
  } finally {
    await Deno.remove(path);
  }
}

processTest(
  "runProcess() ends its process at a timeout",
  () =>
    cutShort(
      "exec sleep 60",
      (run) =>
        assertRejects(() => asyncio.timeout(0.1, run), asyncio.TimeoutError),
    ),
);

processTest(
  "runProcess() kills a stubborn one after the grace",
  () =>
    cutShort(
      STUBBORN,
      (run) =>
        assertRejects(() => asyncio.timeout(0.1, run), asyncio.TimeoutError),
    ),
);

processTest(
  "runProcess() ends its process at a cancel",
  () =>
    cutShort("exec sleep 60", async (run) => {
      const task = asyncio.createTask(run);
      await asyncio.sleep(0.1);
      task.cancel();
      await asyncio.wait([task]);
      assert(task.cancelled());
    }),
);

processTest(
  "runProcess() ends its process when its signal aborts",
  async () => {
    const controller = new AbortController();
    asyncio.getRunningLoop().callLater(0.02, () => controller.abort("stop"));
    let thrown: unknown;
    try {
      await runProcess(["sleep", "60"], { signal: controller.signal });
    } catch (error) {
      thrown = error;
    }
    assertEquals(thrown, "stop");
  },
);

processTest("runProcess() passes much through", async () => {
  const input = new Uint8Array(3_000_000);
  for (let i = 0; i < input.length; i++) input[i] = i * 31;
  const { stdout } = await runProcess(["cat"], { input });
  assertEquals(stdout.length, input.length);
  assert(stdout.every((byte, i) => byte === input[i]));
});

test("Processes work outside of run(), too", async () => {
  const process = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stdout: PIPE,
  });
  const [stdout] = await process.communicate(bytes("x"));
  assertEquals(text(stdout), "x");
  await process.aclose();
  const { returncode } = await runProcess(["true"]);
  assertEquals(returncode, 0);
});

test("Process types know the pipes", async () => {
  const process = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stderr: DEVNULL,
  });
  const stdin: StreamWriter = process.stdin;
  const others: [null, null] = [process.stdout, process.stderr];
  const any: Process<ProcessOptions> = process;
  assertEquals(others, [null, null]);
  assertMatch(`${any}`, /^<Process \d+>$/);
  stdin.close();
  assertEquals(await any.wait(), 0);
});
