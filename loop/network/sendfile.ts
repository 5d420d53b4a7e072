import { SocketTransport } from "./_socket_transport.ts";
import { checkCount, checkObject, checkSwitches, describe } from "../check.ts";
import { RuntimeError } from "../errors.ts";
import type { BaseTransport } from "./transports.ts";

/** A file that can be sent, such as a `Deno.FsFile`. */
export interface SendableFile {
  /** Reads into `buffer` and returns how many bytes; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Goes to a place, counted from the start. */
  seek(offset: number, whence: Deno.SeekMode): Promise<number>;
}

/** Options of `loop.sendfile()`. */
export interface SendfileOptions {
  /** Where in the file to begin, in bytes. @default {0} */
  readonly offset?: number | undefined;
  /** How many bytes to send. @default {up to the end} */
  readonly count?: number | undefined;
  /** Whether to read and write where the system cannot do it by itself, which here is always. @default {true} */
  readonly fallback?: boolean | undefined;
}

const CHUNK = 256 * 1024;

/** What `loop.sendfile()` does. */
export async function sendfile(
  transport: BaseTransport,
  file: SendableFile,
  options: SendfileOptions,
): Promise<number> {
  checkObject(options, "The options of sendfile()");
  checkSwitches(options, "fallback");
  const { offset = 0, count = Infinity, fallback = true } = options;
  checkCount(offset, "'offset'", 0);
  if (count !== Infinity) checkCount(count, "'count'", 1);
  if (!(transport instanceof SocketTransport)) {
    throw new TypeError(
      `A transport that a file can be sent over is wanted: ${
        describe(transport)
      }`,
    );
  }
  const { read, seek } = Object(file);
  if (typeof read !== "function" || typeof seek !== "function") {
    throw new TypeError(
      `'file' must read and seek, such as a Deno.FsFile: ${describe(file)}`,
    );
  }
  if (transport.isClosing()) throw new RuntimeError("Transport is closing");
  if (!fallback) {
    throw new RuntimeError(
      "'fallback' is false, but the system cannot send files by itself here",
    );
  }
  await transport.beginExclusive("sendfile()");
  let sent = 0;
  try {
    await file.seek(offset, Deno.SeekMode.Start);
    const buffer = new Uint8Array(Math.min(count, CHUNK));
    while (sent < count) {
      const chunk = buffer.subarray(0, Math.min(count - sent, CHUNK));
      const read = await file.read(chunk);
      if (read === null) break;
      await transport.writeExclusive(chunk.subarray(0, read));
      sent += read;
    }
    return sent;
  } finally {
    transport.endExclusive();
    await file.seek(offset + sent, Deno.SeekMode.Start);
  }
}
