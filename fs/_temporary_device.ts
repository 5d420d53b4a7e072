import { FsDevice } from "./_fs_device.ts";
import { makeTempFile, type TemporaryNameOptions } from "./_make_temp.ts";
import { request } from "./_system.ts";

/** A file of the system that is removed when it is closed. */
export class TemporaryDevice extends FsDevice {
  readonly #path: string;

  constructor(file: Deno.FsFile, path: string) {
    super(file, file.statSync());
    this.#path = path;
  }

  /** Before it is closed: until then nobody can have made another file of that name. */
  async finish(): Promise<void> {
    await removeIfThere(this.#path);
  }
}

/** Removes a file; if somebody else has done so, that is fine. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Makes a file and opens it for everything; nothing is left of it if that fails or is cancelled. */
export async function openTemporary(
  options: TemporaryNameOptions,
): Promise<[file: Deno.FsFile, path: string]> {
  const path = await makeTempFile(options);
  try {
    const file = await request(
      { filename: path },
      () => Deno.open(path, { read: true, write: true }),
      options,
      (late) => late.close(),
    );
    return [file, path];
  } catch (error) {
    await removeIfThere(path);
    throw error;
  }
}

/** Takes the name from an open file. Windows removes no open file, so there it has one until it is closed. */
export async function makeNameless(
  file: Deno.FsFile,
  path: string,
): Promise<FsDevice> {
  if (Deno.build.os === "windows") return new TemporaryDevice(file, path);
  try {
    await removeIfThere(path);
    return new FsDevice(file, file.statSync());
  } catch (error) {
    file.close();
    throw error;
  }
}
