/**
 * The client of `load_test.ts`, in a process of its own because of its descriptors. It does what the lines of its input
 * say, and answers each with a line: `open N PORT`, `echo N` over connections all along the row, `close`.
 *
 * @module
 */
import { StreamReader } from "../../streams/reader.ts";

/** How many connections are being made at a time. */
const AT_ONCE = 100;

const conns: Deno.Conn[] = [];

async function open(count: number, port: number): Promise<void> {
  while (conns.length < count) {
    const some = Math.min(AT_ONCE, count - conns.length);
    conns.push(
      ...await Promise.all(
        Array.from(
          { length: some },
          () => Deno.connect({ hostname: "127.0.0.1", port }),
        ),
      ),
    );
  }
}

/** Returns how many have sent back what they were sent. */
async function echo(count: number): Promise<number> {
  let echoed = 0;
  const buffer = new Uint8Array(16);
  for (let i = 0; i < count; i++) {
    const conn = conns[Math.floor(i * conns.length / count)]!;
    const line = `${i}\n`;
    await conn.write(new TextEncoder().encode(line));
    const length = await conn.read(buffer);
    const got = new TextDecoder().decode(buffer.subarray(0, length ?? 0));
    if (got === line) echoed++;
  }
  return echoed;
}

for await (const line of StreamReader.from(Deno.stdin.readable)) {
  const [what, count, port] = new TextDecoder().decode(line).trim().split(" ");
  if (what === "open") await open(Number(count), Number(port));
  const answer = what === "echo" ? await echo(Number(count)) : conns.length;
  if (what === "close") {
    for (const conn of conns.splice(0)) conn.close();
  }
  console.log(`${what} ${answer}`);
}
