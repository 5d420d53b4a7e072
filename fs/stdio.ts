import type { BinaryFile } from "./binary_file.ts";
import { Buffered } from "./_buffered.ts";
import { OpenFile } from "./_open_file.ts";
import { StdDevice } from "./_std_device.ts";
import { TextFile } from "./text_file.ts";
import { TextLayer } from "./_text_layer.ts";

function standardInput(): TextFile {
  const file = new OpenFile(new StdDevice(Deno.stdin, 0), {
    name: "<stdin>",
    mode: "rb",
    readable: true,
    writable: false,
  });
  return new TextFile(
    new TextLayer(new Buffered(file, null), {
      mode: "r",
      encoding: "utf-8",
      errors: "strict",
      newline: null,
      lineBuffering: false,
    }),
  );
}

function standardOutput(
  name: string,
  errors: string,
  device: StdDevice,
): TextFile {
  const file = new OpenFile(device, {
    name,
    mode: "wb",
    readable: false,
    writable: true,
  });
  return new TextFile(
    new TextLayer(new Buffered(file, 0), {
      mode: "w",
      encoding: "utf-8",
      errors,
      newline: null,
      lineBuffering: false,
      writeThrough: true,
    }),
  );
}

/**
 * The standard input as text.
 *
 * **Cancellation.** A cancelled `read()` or `readline()` leaves at once, and what comes later is there for the next one.
 * The system's read goes on, though, and keeps the process alive: `await stdin.close()` ends it.
 */
export const stdin: TextFile = standardInput();

/** The standard output as text. What is written goes out at once, as with `console.log()`, in the order of the calls. */
export const stdout: TextFile = standardOutput(
  "<stdout>",
  "strict",
  new StdDevice(Deno.stdout, 1),
);

/** The standard error output as text, which goes out at once; what cannot be encoded is escaped. */
export const stderr: TextFile = standardOutput(
  "<stderr>",
  "backslashreplace",
  new StdDevice(Deno.stderr, 2),
);

/** The standard input as bytes: the {@linkcode TextFile.buffer} of {@linkcode stdin}. */
export const stdinBytes: BinaryFile = stdin.buffer;

/** The standard output as bytes: the {@linkcode TextFile.buffer} of {@linkcode stdout}. */
export const stdoutBytes: BinaryFile = stdout.buffer;

/** The standard error output as bytes: the {@linkcode TextFile.buffer} of {@linkcode stderr}. */
export const stderrBytes: BinaryFile = stderr.buffer;
