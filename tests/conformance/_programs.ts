/**
 * Small programs that the tests run as processes of their own, because a SIGINT would also reach
 * the test runner, and the environment is the whole process's: `_programs.ts <name>` prints what
 * happened, one line per event.
 *
 * @module
 */

import {
  CancelledError,
  createTask,
  currentTask,
  EventLoop,
  type Future,
  isCancelled,
  Runner,
  sleep,
  type Task,
} from "../../mod.ts";

function interruptSelf(): void {
  Deno.kill(Deno.pid, "SIGINT");
}

/** Runs `main` and prints the name of the error it ends with. */
async function printEnd(main: () => Promise<unknown>): Promise<void> {
  try {
    console.log("returned", await main());
  } catch (error) {
    console.log("raised", (error as Error).name);
  }
}

const programs: Record<string, () => void | Promise<void>> = {
  debugFlag() {
    console.log(new EventLoop().getDebug());
  },

  async callSoon() {
    await using runner = new Runner();
    runner.getLoop().callLater(0.05, interruptSelf);
    await printEnd(() =>
      runner.run(async () => {
        try {
          for (;;) await sleep(0);
        } catch (error) {
          console.log("inside", (error as Error).name);
        }
        throw new CancelledError();
      })
    );
  },

  async wait() {
    await using runner = new Runner();
    const future: Future<void> = runner.getLoop().createFuture();
    runner.getLoop().callLater(0.05, interruptSelf);
    await printEnd(() =>
      runner.run(async () => {
        try {
          await future;
        } catch (error) {
          console.log("inside", (error as Error).name);
        }
        throw new CancelledError();
      })
    );
    console.log("future cancelled", future.cancelled());
  },

  async cancelledTask() {
    await using runner = new Runner();
    await printEnd(() =>
      runner.run(async () => {
        const main = currentTask() as Task<unknown>;
        createTask(async () => {
          await sleep(0);
          main.cancel();
          interruptSelf();
        });
        try {
          await sleep(10);
        } finally {
          // Wait for the signal, which the system delivers a little later.
          await sleep(10).catch((error) => console.log("inside", error.name));
        }
      })
    );
  },

  async swallowed() {
    await using runner = new Runner();
    runner.getLoop().callLater(0.05, interruptSelf);
    await printEnd(() =>
      runner.run(async () => {
        try {
          await sleep(10);
        } catch (error) {
          if (!isCancelled(error)) throw error;
        }
        return "finished anyway";
      })
    );
  },

  async removedHandler() {
    const loop = new EventLoop();
    const caught = loop.createFuture<void>();
    loop.addSignalHandler("SIGINT", () => caught.setResult());
    loop.callSoon(interruptSelf);
    await loop.runUntilComplete(caught);
    console.log("caught");
    console.log("removed", loop.removeSignalHandler("SIGINT"));
    console.log("removed", loop.removeSignalHandler("SIGINT"));
    loop.close();
    interruptSelf();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    console.log("still alive");
  },
};

/** How {@linkcode runProgram} runs a program. */
export interface ProgramOptions {
  /** The permission flags. @default {["--allow-all"]} */
  permissions?: string[];
  /** Environment variables beside ours. @default {{}} */
  env?: Record<string, string>;
}

/** What a program came to. */
export interface ProgramResult {
  lines: string[];
  signal: Deno.Signal | null;
}

/** Runs the program `name` in a process of its own. */
export async function runProgram(
  name: string,
  { permissions = ["--allow-all"], env = {} }: ProgramOptions = {},
): Promise<ProgramResult> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      ...permissions,
      import.meta.filename!,
      name,
    ],
    env,
    stdout: "piped",
    stderr: "inherit",
  });
  const { stdout, signal } = await command.output();
  return { lines: new TextDecoder().decode(stdout).trim().split("\n"), signal };
}

if (import.meta.main) await programs[Deno.args[0]!]!();
