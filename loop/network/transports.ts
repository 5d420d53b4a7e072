import { checkIterable } from "../check.ts";
import { RuntimeError } from "../errors.ts";
import type { BaseProtocol } from "./protocols.ts";

/** From where to where a transport lets its protocol pause, in bytes. */
export interface WriteBufferLimits {
  /** With more bytes waiting than this, `pauseWriting()` is called. @default {65536, or four times `low`} */
  readonly high?: number | undefined;
  /** With at most so many left, `resumeWriting()` is. @default {a quarter of `high`} */
  readonly low?: number | undefined;
}

/**
 * What carries bytes between a protocol and the system. Programs get one from `loop.createConnection()` and its like.
 *
 * The classes of this file only say what a transport can do, as in CPython: their methods throw a `RuntimeError`
 * (CPython: its subclass `NotImplementedError`), and transports override them.
 */
export class BaseTransport {
  readonly #extra: Readonly<Record<string, unknown>>;

  /** Makes a transport that knows `extra` by {@linkcode getExtraInfo}. */
  constructor(extra: Readonly<Record<string, unknown>> = {}) {
    this.#extra = extra;
  }

  /**
   * Returns what is known about the connection by that name, or `fallback`: `peername` and `sockname` (host and port, or
   * a path), `socket` (the platform's connection), `sslcontext`, `alpnProtocol`, `peercert`, `cipher`, `pipe`.
   */
  getExtraInfo(name: string, fallback: unknown = null): unknown {
    return Object.hasOwn(this.#extra, name) ? this.#extra[name] : fallback;
  }

  /** Whether it is closed or being closed. */
  isClosing(): boolean {
    return this.#refuse("isClosing");
  }

  /** Closes it: nothing is received any more, what was written goes out first, then `connectionLost(null)` is called. */
  close(): void {
    this.#refuse("close");
  }

  /**
   * Sets who is told from now on.
   *
   * @throws {TypeError} If it is no protocol.
   */
  setProtocol(_protocol: BaseProtocol): void {
    this.#refuse("setProtocol");
  }

  /** Returns who is told. */
  getProtocol(): BaseProtocol {
    return this.#refuse("getProtocol");
  }

  #refuse(method: string): never {
    return refuse(this, method);
  }
}

/** A transport that is read. */
export class ReadTransport extends BaseTransport {
  /** Whether it receives: neither paused nor closing. */
  isReading(): boolean {
    return refuse(this, "isReading");
  }

  /** Stops to call `dataReceived()`. Pausing twice is fine. */
  pauseReading(): void {
    refuse(this, "pauseReading");
  }

  /** Calls `dataReceived()` again. Resuming what is not paused is fine. */
  resumeReading(): void {
    refuse(this, "resumeReading");
  }
}

/** A transport that is written to. */
export class WriteTransport extends BaseTransport {
  /**
   * Sets the water marks between which the protocol is told to pause and to go on.
   *
   * @throws {RangeError} If not `high >= low >= 0`.
   */
  setWriteBufferLimits(_limits: WriteBufferLimits = {}): void {
    refuse(this, "setWriteBufferLimits");
  }

  /** Returns the water marks, in bytes. */
  getWriteBufferLimits(): readonly [low: number, high: number] {
    return refuse(this, "getWriteBufferLimits");
  }

  /** Returns how many bytes wait to be sent. */
  getWriteBufferSize(): number {
    return refuse(this, "getWriteBufferSize");
  }

  /** Sends bytes. It never waits: what the system does not take at once is kept. */
  write(_data: Uint8Array): void {
    refuse(this, "write");
  }

  /** Sends several pieces one after the other. Unless it is overridden it joins them. */
  writelines(pieces: Iterable<Uint8Array>): void {
    checkIterable(pieces, "'pieces'");
    this.write(joined([...pieces]));
  }

  /** Says that no more is sent, once all has gone out; the other side may still send. */
  writeEof(): void {
    refuse(this, "writeEof");
  }

  /** Whether {@linkcode writeEof} works. */
  canWriteEof(): boolean {
    return refuse(this, "canWriteEof");
  }

  /** Closes it at once; what has not gone out is dropped. */
  abort(): void {
    refuse(this, "abort");
  }
}

/** A transport in both directions: a TCP connection or a Unix socket, with TLS or without. */
export class Transport extends WriteTransport implements ReadTransport {
  /** As {@linkcode ReadTransport.isReading}. */
  isReading(): boolean {
    return refuse(this, "isReading");
  }

  /** As {@linkcode ReadTransport.pauseReading}. */
  pauseReading(): void {
    refuse(this, "pauseReading");
  }

  /** As {@linkcode ReadTransport.resumeReading}. */
  resumeReading(): void {
    refuse(this, "resumeReading");
  }
}

/** A transport of datagrams: UDP. */
export class DatagramTransport extends BaseTransport {
  /**
   * Sends a datagram, which may be empty. It never waits.
   *
   * @param addr Where to; not needed, and nothing else allowed, if the endpoint has a remote address.
   */
  sendto(
    _data: Uint8Array,
    _addr?: readonly [host: string, port: number] | null,
  ): void {
    refuse(this, "sendto");
  }

  /** As {@linkcode WriteTransport.setWriteBufferLimits}. */
  setWriteBufferLimits(_limits: WriteBufferLimits = {}): void {
    refuse(this, "setWriteBufferLimits");
  }

  /** As {@linkcode WriteTransport.getWriteBufferLimits}. */
  getWriteBufferLimits(): readonly [low: number, high: number] {
    return refuse(this, "getWriteBufferLimits");
  }

  /** As {@linkcode WriteTransport.getWriteBufferSize}. */
  getWriteBufferSize(): number {
    return refuse(this, "getWriteBufferSize");
  }

  /** Closes it at once; what has not gone out is dropped. */
  abort(): void {
    refuse(this, "abort");
  }
}

/** A transport of a child process. */
export class SubprocessTransport extends BaseTransport {
  /** Returns the id of the process. */
  getPid(): number {
    return refuse(this, "getPid");
  }

  /** Returns how it has ended: its exit code, -N for the signal number N, `null` as long as it runs. */
  getReturncode(): number | null {
    return refuse(this, "getReturncode");
  }

  /** Returns the transport of a pipe: 0 writes to its standard input, 1 and 2 read its output; `null` if there is none. */
  getPipeTransport(_fd: number): ReadTransport | WriteTransport | null {
    return refuse(this, "getPipeTransport");
  }

  /** Sends a signal to the process. */
  sendSignal(_signal: Deno.Signal): void {
    refuse(this, "sendSignal");
  }

  /** Asks the process to end: SIGTERM. */
  terminate(): void {
    refuse(this, "terminate");
  }

  /** Ends the process: SIGKILL. */
  kill(): void {
    refuse(this, "kill");
  }
}

function refuse(transport: BaseTransport, method: string): never {
  throw new RuntimeError(
    `${transport.constructor.name}.${method}() is not implemented`,
  );
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    pieces.reduce((size, piece) => size + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
