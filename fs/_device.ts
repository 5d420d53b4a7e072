/** Where an offset counts from: the start, the current position, the end. The numbers are those of `os.SEEK_SET` and the like. */
export type Whence = 0 | 1 | 2;

/**
 * What an open file stands on: the operations of the system, with no buffer and no order among them.
 *
 * One operation at a time is asked for (see _operation_queue.ts). Errors are the platform's own.
 */
export interface Device {
  /** Whether a read may never end by itself, as on a pipe or a terminal; closing has to interrupt it then. */
  readonly mayBlock: boolean;
  /** The number of the descriptor, where it is known. */
  readonly fileno: number | null;
  /** Reads up to as many bytes as there is room for; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Reads from another position, and leaves the current one as it is. */
  readAt(into: Uint8Array, position: number): Promise<number | null>;
  /** Writes some of the bytes, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /**
   * Moves to another position and returns it. It never waits.
   *
   * @throws {UnsupportedOperation} If the device has no positions.
   */
  seek(offset: number, whence: Whence): number;
  /** How long the file is now, if it is of a kind that has a length. It never waits. */
  size(): number | null;
  truncate(size: number): Promise<void>;
  sync(): Promise<void>;
  syncData(): Promise<void>;
  tryLock(exclusive: boolean): Promise<boolean>;
  unlock(): Promise<void>;
  isTerminal(): boolean;
  /** Writes what the device itself holds back; called once, before it is closed. */
  finish?(): Promise<void>;
  close(): void;
}
