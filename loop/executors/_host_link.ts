/** Whom a link tells what happens. */
export interface HostEvents {
  onMessage(message: unknown): void;
  /** The host has died by itself. */
  onDeath(how: string, error?: unknown): void;
  /** Nothing is left of the host. */
  onEnd(): void;
}

/** The pool's end of the line to a thread or process. */
export interface HostLink {
  /** Memory that both sides see, if there can be such. */
  readonly flag: Int32Array | null;
  /** Throws if the message cannot be cloned. */
  post(message: unknown, transfer: readonly Transferable[]): void;
  /** Ends the host at once. Nothing more is told but the end. */
  kill(): void;
}

/** Starts a host. */
export type OpenLink = (name: string, events: HostEvents) => HostLink;
