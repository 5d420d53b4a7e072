import { checkObject } from "../loop/check.ts";
import type { WriteBufferLimits } from "../loop/network/transports.ts";
import type { Link } from "./_link.ts";

/**
 * The connection below a writer, as asyncio's transports have it: `writer.transport`.
 *
 * The reader pulls, so there is nothing to pause on that side.
 */
export class StreamTransport {
  readonly #link: Link;

  /** Only the library makes one. */
  constructor(link: Link) {
    this.#link = link;
  }

  /** As {@linkcode StreamWriter.getExtraInfo}. */
  getExtraInfo(name: string, fallback: unknown = null): unknown {
    return this.#link.getExtraInfo(name) ?? fallback;
  }

  /** Whether the connection is being closed, or is lost. */
  isClosing(): boolean {
    return this.#link.pipe.isClosing;
  }

  /** Closes the connection once everything that was written has gone out. */
  close(): void {
    this.#link.pipe.close();
  }

  /** Closes the connection at once and drops what has not gone out. */
  abort(): void {
    this.#link.pipe.abort();
  }

  /** Sets from where on `drain()` waits, and until when. */
  setWriteBufferLimits(limits: WriteBufferLimits = {}): void {
    checkObject(limits, "The limits");
    this.#link.pipe.setLimits(limits.high, limits.low);
  }

  /** Returns where `drain()` stops to wait and where it begins to, in bytes. */
  getWriteBufferLimits(): readonly [low: number, high: number] {
    return this.#link.pipe.limits;
  }

  /** Returns how many bytes have not gone out. */
  getWriteBufferSize(): number {
    return this.#link.pipe.size;
  }
}
