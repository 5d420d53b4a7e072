/**
 * What the tests of streams share.
 *
 * @module
 */
import type * as asyncio from "../../mod.ts";
import type { StreamReader } from "../../streams/reader.ts";
import type { Server } from "../../loop/network/server.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes as text. */
export function text(data: Uint8Array): string {
  return decoder.decode(data);
}

/** Host and port of a server. */
export function addressOf(server: Server): [host: string, port: number] {
  const { host, port } = server.sockets[0]!;
  return [host, port];
}

/** What is left in a reader that is fed by hand. */
export async function rest(reader: StreamReader): Promise<string> {
  reader.feedEof();
  return text(await reader.read());
}

/** Bytes that are different at each place for a while. */
export function pattern(length: number): Uint8Array {
  const data = new Uint8Array(length);
  for (let i = 0; i < length; i++) data[i] = (i * 31 + (i >> 8)) & 0xff;
  return data;
}

/** The name of what an operation throws, or what it returns. */
export async function outcome(
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return (error as asyncio.CancelledError).name;
  }
}

/** Whether there is such a file. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** A folder for the sockets of a test. */
export async function withFolder(
  fn: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether this machine has IPv6. */
export function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}
