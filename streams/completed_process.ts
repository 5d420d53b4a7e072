/** A program with its arguments, or a command line of the shell. */
export type Command = readonly [program: string, ...args: string[]] | string;

/** How a process has ended. CPython's `CompletedProcess`. */
export interface CompletedProcess {
  /** What was run. */
  readonly command: Command;
  /** Its exit code, or -N if the signal N has ended it. */
  readonly returncode: number;
  /** What it has written, empty if that went elsewhere. (CPython has `None` then.) */
  readonly stdout: Uint8Array;
  /** What it has written as errors, empty if that went elsewhere. */
  readonly stderr: Uint8Array;
}
