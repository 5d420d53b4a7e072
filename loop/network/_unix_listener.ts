import type { RawConnection } from "./raw_connection.ts";
import type { Listening } from "./server.ts";

/** The paths whose listeners are closed, and that the platform has not let go of. */
const leaving: Map<string, Promise<void>> = new Map();

/**
 * A listener on a Unix socket that removes its file when it is closed, if that is still its own: somebody else may listen
 * at the same path by now.
 *
 * The platform removes whatever is there by then, and as late as it answers a pending `accept()`. So what is to stay is
 * put aside in the meantime, and who listens at the path next waits for that: {@linkcode vacated}.
 */
export class UnixListener implements Listening {
  readonly #listener: Listening;
  readonly #path: string;
  readonly #removes: boolean;
  /** The number of the file, which tells it from others of the same name. */
  readonly #inode: number | null;
  #accepting: Promise<unknown> | null = null;

  /** `removes` says whether closing removes the file. */
  constructor(listener: Listening, path: string, removes: boolean) {
    this.#listener = listener;
    this.#path = path;
    this.#removes = removes;
    this.#inode = inodeOf(path);
  }

  get addr(): Deno.Addr {
    return this.#listener.addr;
  }

  accept(): Promise<RawConnection> {
    const accepting = this.#listener.accept();
    this.#accepting = accepting;
    return accepting;
  }

  close(): void {
    const goes = this.#removes && inodeOf(this.#path) === this.#inode;
    if (goes) tryTo(() => Deno.removeSync(this.#path));
    const kept = goes ? null : putAside(this.#path);
    this.#listener.close();
    if (this.#accepting === null) return kept?.();
    const gone = this.#accepting.then(() => {}, () => {}).then(() => {
      leaving.delete(this.#path);
      kept?.();
    });
    leaving.set(this.#path, gone);
  }
}

/** Waits until nothing that was closed is in the way of a new listener. */
export async function vacated(path: string): Promise<void> {
  await leaving.get(path);
}

/** Removes a socket that stands at a path, even if somebody listens on it, as CPython does; no other kind of file. */
export function removeSocket(path: string): void {
  // What cannot be looked at or removed is told by whoever listens then.
  tryTo(() => {
    if (Deno.statSync(path).isSocket) Deno.removeSync(path);
  });
}

/** Gives a file another name, if there is one, and returns what gives it back its own. */
function putAside(path: string): (() => void) | null {
  const aside = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  if (!tryTo(() => Deno.renameSync(path, aside))) return null;
  return () => {
    if (inodeOf(path) === null) Deno.renameSync(aside, path);
    // Somebody listens there anew.
    else Deno.removeSync(aside);
  };
}

function inodeOf(path: string): number | null {
  let inode: number | null = null;
  tryTo(() => inode = Deno.statSync(path).ino);
  return inode;
}

/** Whether it could be done. */
function tryTo(change: () => void): boolean {
  try {
    change();
    return true;
  } catch {
    return false;
  }
}
