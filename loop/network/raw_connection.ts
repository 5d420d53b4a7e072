/** Where bytes come from: what a reader pulls. */
export interface ByteSource {
  /** Puts the next bytes into `buffer`, at least one, and returns how many; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Gives up what has not been read. */
  close(): void;
  /** Hears that a read has failed for good; `isTold` says whether somebody has got the error. */
  lost?(error: unknown, isTold: boolean): void;
}

/** Where bytes go. */
export interface ByteSink {
  /** Takes bytes from the front of `bytes`, at least one, and returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that no more bytes come, once those written have gone out; the other direction stays open. */
  closeWrite(): Promise<void>;
  /** Ends everything at once. */
  close(): void;
  /** The same where {@linkcode close} lets out first what it has been given. */
  abort?(): void;
}

/** A connection as the platform has it: a `Deno.Conn`, or what stands in for one. */
export interface RawConnection extends ByteSource, ByteSink {
  /** The address of this side. */
  readonly localAddr: Deno.Addr;
  /** The address of the other side. */
  readonly remoteAddr: Deno.Addr;
}
