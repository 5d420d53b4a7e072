import type { WaitOptions } from "../loop/wait_options.ts";
import type { Newline } from "./_newlines.ts";

export type { Newline };

/** How a file is read and written. */
export interface FileOptions extends WaitOptions {
  /**
   * How many bytes are buffered: -1 is what suits the file, 0 none (binary files only), 1 a line (text files only).
   * @default {-1}
   */
  readonly buffering?: number | undefined;
  /** The encoding of a text file, by any of Python's names. @default {"utf-8"} */
  readonly encoding?: string | null | undefined;
  /**
   * What to do about text that is not of the encoding: `"strict"`, `"ignore"`, `"replace"`, `"backslashreplace"`,
   * `"surrogateescape"`, …
   * @default {"strict"}
   */
  readonly errors?: string | null | undefined;
  /**
   * How lines end in a text file. `null`: `\n`, `\r` and `\r\n` are all read as `\n`, and `\n` is written as the
   * platform's. `""`: lines end with any of them, which stay as they are. `"\n"`, `"\r"`, `"\r\n"`: lines end with that
   * only, and `\n` is written so.
   * @default {null}
   */
  readonly newline?: Newline | undefined;
}

/** The options of a file of bytes with a buffer. */
export type BinaryOptions = Omit<
  FileOptions,
  "encoding" | "errors" | "newline"
>;
