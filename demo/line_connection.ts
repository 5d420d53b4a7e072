import * as asyncio from "@asyncio/asyncio";
import { writeAll } from "./write_all.ts";

/** A TCP connection that speaks in lines. */
export class LineConnection implements Disposable {
  #conn: Deno.Conn;
  #buffer = new Uint8Array(256);
  #decoder = new TextDecoder();
  #text = "";

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** The next line, or `null` when the other side has hung up. */
  async readLine(): Promise<string | null> {
    while (true) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      // A native read cannot be interrupted: a cancel closes the connection
      // and leaves the read behind.
      const count = await asyncio.ensureFuture(this.#conn.read(this.#buffer), {
        onCancel: () => this[Symbol.dispose](),
      });
      if (count === null) return null;
      const bytes = this.#buffer.subarray(0, count);
      this.#text += this.#decoder.decode(bytes, { stream: true });
    }
  }

  async writeLine(line: string): Promise<void> {
    await writeAll(this.#conn, `${line}\n`);
  }

  [Symbol.dispose](): void {
    this.#conn[Symbol.dispose]();
  }
}
