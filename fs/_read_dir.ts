import type { WaitOptions } from "../loop/wait_options.ts";
import { request } from "./_system.ts";

/** What is in a folder, in the system's order; the names `.` and `..` are not. */
export function readDir(
  filename: string,
  options: WaitOptions = {},
): Promise<Deno.DirEntry[]> {
  return request(
    { filename },
    () => Array.fromAsync(Deno.readDir(filename)),
    options,
  );
}
