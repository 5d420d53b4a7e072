import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { FsDevice } from "./_fs_device.ts";
import type { ParsedMode } from "./_mode.ts";
import { makeOSError, toOSError } from "./os_error.ts";

/** Opens a file of the system; one that comes when nobody waits for it any more is closed. */
export function openDevice(
  filename: string,
  mode: ParsedMode,
  options: WaitOptions,
): Promise<FsDevice> {
  const opened = new WaitList<FsDevice>();
  const device = opened.wait(options);
  // The wait may have been refused.
  if (opened.size > 0) {
    Deno.open(filename, denoOptions(mode)).then(
      (file) => {
        const info = file.statSync();
        if (info.isDirectory) {
          file.close();
          opened.failOne(makeOSError("EISDIR", { filename }));
        } else if (!opened.wakeOne(new FsDevice(file, info))) file.close();
      },
      (error: unknown) => void opened.failOne(toOSError(error, { filename })),
    );
  }
  return device;
}

/** The options of `Deno.open()` for a mode. */
function denoOptions({ access, updating }: ParsedMode): Deno.OpenOptions {
  const read = access === "r" || updating;
  switch (access) {
    case "r":
      return { read, write: updating };
    case "w":
      return { read, write: true, create: true, truncate: true };
    case "a":
      return { read, append: true, create: true };
    case "x":
      return { read, write: true, createNew: true };
  }
}
