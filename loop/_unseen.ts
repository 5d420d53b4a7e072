import type { LoopCore } from "./_loop_core.ts";
import type { ExceptionContext } from "./exception_context.ts";

/**
 * Something that must not pass unnoticed: an error that nobody has looked at, a coroutine that nobody awaited.
 * It is reported once, when its owner is garbage collected, or at the latest when its loop closes.
 */
export class Unseen {
  readonly #core: LoopCore;
  readonly #owner: WeakRef<WeakKey>;
  readonly #describe: (owner: WeakKey | undefined) => ExceptionContext;

  /** `describe` must not hold on to `owner`, which it is given as long as that is still there. */
  constructor(
    core: LoopCore,
    owner: WeakKey,
    describe: (owner: WeakKey | undefined) => ExceptionContext,
  ) {
    this.#core = core;
    this.#owner = new WeakRef(owner);
    this.#describe = describe;
    core.unseen.add(this);
    collected.register(owner, this, this);
  }

  /** Somebody has looked. */
  dismiss(): void {
    this.#core.unseen.delete(this);
    collected.unregister(this);
  }

  report(): void {
    this.dismiss();
    this.#core.loop.callExceptionHandler(this.#describe(this.#owner.deref()));
  }
}

const collected = new FinalizationRegistry<Unseen>((unseen) => unseen.report());

/** Reports all that nobody has looked at so far. */
export function reportUnseen(core: LoopCore): void {
  for (const unseen of [...core.unseen]) unseen.report();
}
