import { constants } from "node:os";
import type { Command, CompletedProcess } from "./completed_process.ts";

/** Raised by `runProcess()` when a process has failed. CPython's `CalledProcessError`. */
export class CalledProcessError extends Error implements CompletedProcess {
  static {
    this.prototype.name = "CalledProcessError";
  }

  /** What was run. */
  readonly command: Command;
  /** Its exit code, or -N if the signal N has ended it. */
  readonly returncode: number;
  /** What it has written. */
  readonly stdout: Uint8Array;
  /** What it has written as errors. */
  readonly stderr: Uint8Array;

  /** Makes the error of a process that has ended. */
  constructor(completed: CompletedProcess) {
    const { command, returncode, stdout, stderr } = completed;
    const line = typeof command === "string" ? command : command.join(" ");
    super(`Command has failed with ${reasonOf(returncode)}: ${line}`);
    this.command = command;
    this.returncode = returncode;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

function reasonOf(returncode: number): string {
  if (returncode >= 0) return `exit code ${returncode}`;
  const signal = Object.entries(constants.signals)
    .find(([_name, number]) => number === -returncode);
  return signal?.[0] ?? `signal ${-returncode}`;
}
