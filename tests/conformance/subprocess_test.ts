// CPython's test_subprocess, ported by meaning: `sh` stands in for the Python programs of the original.
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  BrokenPipeError,
  ConnectionResetError,
} from "../../loop/connection_errors.ts";
import { SubprocessProtocol } from "../../loop/network/protocols.ts";
import { subprocessExec } from "../../loop/network/subprocess_exec.ts";
import {
  createSubprocessExec,
  createSubprocessShell,
  DEVNULL,
  PIPE,
  type Process,
  ProcessLookupError,
} from "../../streams/subprocess.ts";
import { test } from "../_support/mod.ts";

/** More than a pipe holds. */
const LARGE = new Uint8Array(4 * 1024 * 1024);
const COUNT = ["-c", "wc -c | tr -d ' '"];

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function port(name: string, fn: () => Promise<void>): void {
  test(`subprocess/SubprocessMixin.${name}`, () => asyncio.run(fn));
}

function blocked(): Promise<Process> {
  return createSubprocessExec("sleep", ["3600"]);
}

/** Waits until there is no such process, a zombie included. */
async function gone(pid: number): Promise<void> {
  await asyncio.timeout(5, async () => {
    while (true) {
      try {
        Deno.kill(pid, "SIGCONT");
      } catch (error) {
        assertInstanceOf(error, Deno.errors.NotFound);
        return;
      }
      await asyncio.sleep(0.005);
    }
  });
}

port("test_stdin_stdout: a pipe each way", async () => {
  const process = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stdout: PIPE,
  });
  process.stdin.write(bytes("some data"));
  await process.stdin.drain();
  process.stdin.close();
  assertEquals(text(await process.stdout.read()), "some data");
  assertEquals(await process.wait(), 0);
});

port("test_communicate: input and output", async () => {
  const process = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stdout: PIPE,
  });
  const [stdout] = await process.communicate(bytes("some data"));
  assertEquals(text(stdout), "some data");
  assertEquals(process.returncode, 0);
});

port("test_communicate_none_input: no input closes stdin", async () => {
  const process = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stdout: PIPE,
  });
  const [stdout] = await process.communicate();
  assertEquals([text(stdout), process.returncode], ["", 0]);
});

port("test_shell: the exit code of a command", async () => {
  const process = await createSubprocessShell("exit 7");
  assertEquals(await process.wait(), 7);
});

port("test_start_new_session: the process leads a session", async () => {
  const process = await createSubprocessShell(
    "ps -o sid= -p $$ | tr -d ' '; exit 8",
    { stdout: PIPE, startNewSession: true },
  );
  const [stdout] = await process.communicate();
  assertEquals(text(stdout), `${process.pid}\n`);
  assertEquals(process.returncode, 8);
});

port("test_kill: the code is -9", async () => {
  const process = await blocked();
  process.kill();
  assertEquals(await process.wait(), -9);
});

port(
  "test_kill_issue43884: wait() ends though a grandchild has the pipe",
  async () => {
    const process = await createSubprocessShell("echo up; sleep 1; true", {
      stdout: PIPE,
    });
    await process.stdout.readline();
    process.kill();
    assertEquals(await process.wait(), -9);
    await process.aclose();
  },
);

port("test_terminate: the code is -15", async () => {
  const process = await blocked();
  process.terminate();
  assertEquals(await process.wait(), -15);
});

port("test_send_signal: a signal by name", async () => {
  const process = await createSubprocessShell(
    "echo sleeping; exec sleep 3600",
    { stdout: PIPE },
  );
  assertEquals(text(await process.stdout.readline()), "sleeping\n");
  process.sendSignal("SIGHUP");
  assertEquals(await process.wait(), -1);
  await process.aclose();
});

port("test_stdin_broken_pipe: drain() fails", async () => {
  const process = await createSubprocessShell("read line", { stdin: PIPE });
  process.stdin.write(bytes("go\n"));
  process.stdin.write(LARGE);
  const error = await assertRejects(() => process.stdin.drain());
  assert(
    error instanceof BrokenPipeError || error instanceof ConnectionResetError,
  );
  assertEquals(await process.wait(), 0);
});

port(
  "test_communicate_ignore_broken_pipe: input that nobody reads is no error",
  async () => {
    const process = await createSubprocessExec("true", [], { stdin: PIPE });
    assertEquals(await process.communicate(LARGE), [null, null]);
    assertEquals(await process.wait(), 0);
  },
);

port(
  "test_pause_reading: the limit is about lines, and all output comes",
  async () => {
    const process = await createSubprocessShell("printf '%021d' 0", {
      stdout: PIPE,
      limit: 10,
    });
    const [stdout] = await process.communicate();
    assertEquals(text(stdout), "0".repeat(21));
  },
);

port("test_empty_input: empty input closes stdin", async () => {
  const process = await createSubprocessExec("sh", COUNT, {
    stdin: PIPE,
    stdout: PIPE,
    stderr: PIPE,
  });
  const [stdout] = await process.communicate(new Uint8Array(0));
  assertEquals([text(stdout), process.returncode], ["0\n", 0]);
});

port("test_devnull_input: there is nothing to read", async () => {
  const process = await createSubprocessExec("sh", COUNT, {
    stdin: DEVNULL,
    stdout: PIPE,
    stderr: PIPE,
  });
  const [stdout] = await process.communicate();
  assertEquals([text(stdout), process.returncode], ["0\n", 0]);
});

port("test_devnull_output: stdout is null", async () => {
  const process = await createSubprocessExec("sh", COUNT, {
    stdin: PIPE,
    stdout: DEVNULL,
    stderr: PIPE,
  });
  const [stdout, stderr] = await process.communicate(bytes("abc"));
  assertEquals([stdout, text(stderr)], [null, ""]);
  assertEquals(process.returncode, 0);
});

port("test_devnull_error: stderr is null", async () => {
  const process = await createSubprocessExec("sh", COUNT, {
    stdin: PIPE,
    stdout: PIPE,
    stderr: DEVNULL,
  });
  const [stdout, stderr] = await process.communicate(bytes("abc"));
  assertEquals([text(stdout), stderr], ["3\n", null]);
  assertEquals(process.returncode, 0);
});

port(
  "test_cancel_process_wait: a cancelled wait leaves the process",
  async () => {
    const process = await blocked();
    const task = asyncio.createTask(() => process.wait());
    asyncio.getRunningLoop().callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    task.cancel();
    assertEquals(process.returncode, null);
    process.kill();
    assertEquals(await process.wait(), -9);
  },
);

port(
  "test_cancel_make_subprocess_transport_exec: a cancel meanwhile comes at the first wait",
  async () => {
    let process: Process | null = null;
    const task = asyncio.createTask(async () => {
      await using starting = process = await blocked();
      await starting.wait();
    });
    asyncio.getRunningLoop().callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(process!.returncode, -15);
  },
);

port("test_close_kill_running: closing ends a process that runs", async () => {
  const process = await blocked();
  assertEquals(process.returncode, null);
  await process.aclose();
  assertEquals(process.returncode, -15);
});

port(
  "test_close_dont_kill_finished: closing leaves one that has ended",
  async () => {
    const process = await blocked();
    process.kill();
    await process.aclose();
    assertEquals(process.returncode, -9);
  },
);

port(
  "test_popen_error: the error of the platform comes out",
  async () => {
    await assertRejects(
      () => createSubprocessExec("/nowhere/program"),
      Deno.errors.NotFound,
    );
  },
);

port("test_popen_error_with_stdin_pipe: no pipe is left", async () => {
  await assertRejects(
    () => createSubprocessExec("/nowhere/program", [], { stdin: PIPE }),
    Deno.errors.NotFound,
  );
});

port("test_read_stdout_after_process_exit: nothing is lost", async () => {
  const process = await createSubprocessShell(
    "head -c 262144 /dev/zero; exit 1",
    { stdout: PIPE },
  );
  let size = 0;
  while (true) {
    const data = await process.stdout.read(65536);
    if (data.length === 0) break;
    size += data.length;
    await asyncio.sleep(0.01);
  }
  assertEquals(size, 262144);
  assertEquals(await process.wait(), 1);
});

port("test_create_subprocess_exec_with_path: a file URL", async () => {
  const process = await createSubprocessExec(new URL("file:///bin/sh"), [
    "-c",
    "exit 5",
  ]);
  assertEquals(await process.wait(), 5);
});

async function checkOutput(
  starting: Promise<Process<{ stdout: typeof PIPE }>>,
  output: string,
) {
  const process = await starting;
  const [stdout] = await process.communicate();
  assertEquals(text(stdout), output);
  assertEquals(process.returncode, 0);
  const task = asyncio.createTask(() => process.wait());
  await asyncio.sleep(0);
  await asyncio.sleep(0);
  assertEquals(task.result(), 0);
}

port(
  "test_create_subprocess_env_shell: a variable",
  () =>
    checkOutput(
      createSubprocessShell("printf %s $FOO", {
        env: { FOO: "bar" },
        stdout: PIPE,
      }),
      "bar",
    ),
);

port(
  "test_create_subprocess_env_exec: a variable",
  () =>
    checkOutput(
      createSubprocessExec("sh", ["-c", "printf %s $FOO"], {
        env: { FOO: "baz" },
        stdout: PIPE,
      }),
      "baz",
    ),
);

port("test_subprocess_concurrent_wait: many wait for one", async () => {
  const process = await createSubprocessExec("cat", [], {
    stdin: PIPE,
    stdout: PIPE,
  });
  const waits = Array.from({ length: 10 }, () => () => process.wait());
  const before = asyncio.gather(waits);
  const [stdout] = await process.communicate(bytes("some data"));
  assertEquals(text(stdout), "some data");
  assertEquals(await before, Array(10).fill(0));
  assertEquals(await asyncio.gather(waits), Array(10).fill(0));
});

port("test_subprocess_communicate_stdout: output of a program", async () => {
  await checkOutput(
    createSubprocessExec("echo", ["hello"], { stdout: PIPE }),
    "hello\n",
  );
});

port(
  "test_subprocess_send_signal_race: a signal to one that is ending",
  async () => {
    for (let i = 0; i < 10; i++) {
      const process = await createSubprocessExec("true");
      await asyncio.sleep(i / 2000);
      try {
        process.sendSignal("SIGTERM");
      } catch (error) {
        assertInstanceOf(error, ProcessLookupError);
      }
      assert([0, -15].includes(await process.wait()));
    }
  },
);

port(
  "test_cancel_post_init: a cancelled start kills the process",
  async () => {
    const loop = asyncio.getRunningLoop();
    const path = await Deno.makeTempFile();
    const task = asyncio.createTask(() =>
      subprocessExec(
        loop,
        () => new SubprocessProtocol(),
        ["sh", "-c", `echo $$ > ${path}; exec sleep 3600`],
        {},
      )
    );
    loop.callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    const pid = Number(await Deno.readTextFile(path));
    await Deno.remove(path);
    // It may have been killed before it had come to write that.
    if (pid > 0) await gone(pid);
  },
);

port(
  "test_subprocess_protocol_events: every method is called",
  async () => {
    const events: string[] = [];
    const loop = asyncio.getRunningLoop();
    const lost = loop.createFuture<void>();
    class Recorder extends SubprocessProtocol {
      override pipeDataReceived(fd: number, data: Uint8Array) {
        events.push(`${fd} data ${text(data)}`);
      }
      override pipeConnectionLost(fd: number) {
        events.push(`${fd} lost`);
      }
      override processExited() {
        events.push("exited");
      }
      override connectionLost() {
        lost.setResult();
      }
    }
    const [transport] = await subprocessExec(
      loop,
      () => new Recorder(),
      ["sh", "-c", "printf stdout; printf stderr >&2"],
      { stdin: null },
    );
    await lost;
    transport.close();
    assertEquals(events.toSorted(), [
      "1 data stdout",
      "1 lost",
      "2 data stderr",
      "2 lost",
      "exited",
    ]);
    for (const fd of ["1", "2"]) {
      const data = events.findIndex((event) => event.startsWith(`${fd} data`));
      assert(data < events.indexOf(`${fd} lost`));
    }
  },
);
