/**
 * What tests of files share: a folder of their own, pipes, and a count of descriptors.
 *
 * @module
 */
import * as asyncio from "../../mod.ts";
import { test, type TestOptions } from "../_support/mod.ts";

/** A test in a loop, with a folder that is removed afterwards. */
export function fileTest(
  name: string,
  fn: (folder: string) => Promise<void>,
  options: TestOptions = {},
): void {
  test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await asyncio.run(() => fn(folder));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }, options);
}

/** Makes a named pipe, and returns its path. */
export async function makePipe(folder: string): Promise<string> {
  const path = `${folder}/pipe`;
  const { success } = await new Deno.Command("mkfifo", { args: [path] })
    .output();
  if (!success) throw new Error("mkfifo failed");
  return path;
}

/** Which files the process has open in the folder. */
export async function openFiles(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir("/proc/self/fd")) {
    const target = await Deno.readLink(`/proc/self/fd/${name}`).catch(() => "");
    if (target.startsWith(folder)) names.push(target.slice(folder.length + 1));
  }
  return names;
}

/** Passes any value where the types would refuse it. */
export function wrong(value: unknown): never {
  return value as never;
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
