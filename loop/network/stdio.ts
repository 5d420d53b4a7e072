/** A standard stream of a process that the program itself reads or writes. */
export const PIPE = "piped" as const;

/** No stream: reading gives the end at once, and what is written is dropped. */
export const DEVNULL = "null" as const;

/** For `stderr`: the same stream as `stdout`, with everything in the order in which it was written. */
export const STDOUT = "stdout" as const;

/** Where a standard stream of a process leads: the program's own one, if it is `null` or `"inherit"`. */
export type Stdio = typeof PIPE | typeof DEVNULL | "inherit" | null;

/** How a process is started. */
export interface SpawnOptions {
  /** What the process reads. @default {null: what this program reads} */
  readonly stdin?: Stdio | undefined;
  /** Where it writes. @default {null: where this program writes} */
  readonly stdout?: Stdio | undefined;
  /**
   * Where it writes its errors. {@linkcode STDOUT} goes through `/bin/sh`, as the platform has no word for it: then a
   * program that does not exist ends with 127 instead of failing to start.
   *
   * @default {null: where this program writes them}
   */
  readonly stderr?: Stdio | typeof STDOUT | undefined;
  /** The directory that it starts in. @default {the current one} */
  readonly cwd?: string | URL | undefined;
  /** Environment variables, beside those of this program. (CPython's replace them: see `clearEnv`.) @default {{}} */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Whether it gets the variables of `env` only. @default {false} */
  readonly clearEnv?: boolean | undefined;
  /** The user that it runs as, by number. @default {the current one} */
  readonly uid?: number | undefined;
  /** The group that it runs as, by number. @default {the current one} */
  readonly gid?: number | undefined;
  /** Whether it leads a session of its own, so that Ctrl-C in the terminal does not reach it. @default {false} */
  readonly startNewSession?: boolean | undefined;
}
