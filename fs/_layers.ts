import { describe } from "../loop/check.ts";
import { BinaryFile } from "./binary_file.ts";
import { Buffered } from "./_buffered.ts";
import { checkInteger } from "./_check.ts";
import type { Device } from "./_device.ts";
import type { ParsedMode } from "./_mode.ts";
import { checkNewline } from "./_newlines.ts";
import { OpenFile } from "./_open_file.ts";
import { lookup } from "./codecs/lookup.ts";
import type { FileOptions } from "./file_options.ts";
import { RawFile } from "./raw_file.ts";
import { TextFile } from "./text_file.ts";
import { TextLayer } from "./_text_layer.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

/** What the layers over a device are made by. */
export interface LayerFacts {
  readonly name: string;
  /** The mode as it was given. */
  readonly mode: string;
  readonly parsed: ParsedMode;
}

/**
 * Refuses options that do not fit the mode or are wrong by themselves, before any file is touched.
 *
 * @throws {RangeError} Or a TypeError or LookupError.
 */
export function checkOptions(
  { binary, access, updating }: ParsedMode,
  options: FileOptions,
): void {
  const { encoding, errors, newline, buffering = -1 } = options;
  checkInteger(buffering, "'buffering'", -1);
  if (binary) {
    for (const [name, value] of Object.entries({ encoding, errors, newline })) {
      if (value !== undefined && value !== null) {
        throw new RangeError(
          `A binary file takes no '${name}': ${describe(value)}`,
        );
      }
    }
    return;
  }
  if (buffering === 0) {
    throw new RangeError(
      "A text file cannot be unbuffered: 'buffering' is 0",
    );
  }
  if (newline !== undefined) checkNewline(newline);
  const codec = lookup(encoding ?? "utf-8");
  codec.newDecoder(errors ?? "strict");
  if (access !== "r" || updating) codec.newEncoder(errors ?? "strict");
}

/** Puts the layers that a mode and options ask for over a device, which is closed if that fails. */
export function layer(
  device: Device,
  facts: LayerFacts,
  options: FileOptions,
): TextFile | BinaryFile | RawFile {
  try {
    return build(device, facts, options);
  } catch (error) {
    device.close();
    throw error;
  }
}

function build(
  device: Device,
  { name, mode, parsed }: LayerFacts,
  options: FileOptions,
): TextFile | BinaryFile | RawFile {
  const { access, updating, binary, raw } = parsed;
  const file = new OpenFile(device, {
    name,
    mode: raw,
    readable: access === "r" || updating,
    writable: access !== "r" || updating,
  });
  if (access === "a" && file.seekable) device.seek(0, 2);
  const { encoding, errors, newline, buffering = -1 } = options;
  if (updating && buffering !== 0 && !file.seekable) {
    throw new UnsupportedOperation(
      `Cannot read and write a file that is not seekable: ${describe(name)}`,
    );
  }
  // A buffer of one line is one of the usual size that is flushed more often.
  const size = buffering === -1 || buffering === 1 ? null : buffering;
  const buffered = new Buffered(file, size);
  file.watch();
  if (size === 0) return new RawFile(buffered);
  if (binary) return new BinaryFile(buffered);
  return new TextFile(
    new TextLayer(buffered, {
      mode,
      encoding: encoding ?? "utf-8",
      errors: errors ?? "strict",
      newline: newline ?? null,
      lineBuffering: buffering === 1 ||
        (buffering === -1 && device.isTerminal()),
    }),
  );
}
