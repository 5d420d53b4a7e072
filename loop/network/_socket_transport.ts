import { closeQuietly } from "./_node_connection.ts";
import { FlowControl } from "./_flow_control.ts";
import { type Collecting, flushSoon, noteWrite } from "./flush_soon.ts";
import { ReadAhead } from "./read_ahead.ts";
import { abandonAtClose, forget } from "../open_transports.ts";
import { addressOf } from "./address.ts";
import { checkBytes, checkIterable, checkObject, describe } from "../check.ts";
import {
  ConnectionError,
  isSystemError,
  toConnectionError,
} from "../connection_errors.ts";
import { type Context, copyContext } from "../context.ts";
import { KeyboardInterrupt, RuntimeError } from "../errors.ts";
import type { EventLoop } from "../event_loop.ts";
import { INSPECT } from "../inspect.ts";
import {
  type BaseProtocol,
  BufferedProtocol,
  type Protocol,
} from "./protocols.ts";
import type { RawConnection } from "./raw_connection.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { readInTurn } from "./read_in_turn.ts";
import type { Server } from "./server.ts";
import { Transport, type WriteBufferLimits } from "./transports.ts";
import { WaitList } from "../wait_list.ts";
import type { WaitOptions } from "../wait_options.ts";
import { LARGE_WRITE, WriteBuffer } from "./write_buffer.ts";

/** What a transport is made with beside its connection. */
export interface SocketTransportOptions {
  /** What is known of the connection beside its addresses. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  /** The server that has accepted it. */
  readonly server?: Server | null | undefined;
  /** Whether it can be read only: then it ends with what comes, whatever the protocol says. */
  readonly isReadOnly?: boolean | undefined;
}

/** After so many writes in vain there is a warning. */
const VAIN_WRITES = 5;

/**
 * A transport over a connection of the platform.
 *
 * Reading: one read is on its way as long as the protocol may be told; what comes while it is paused is kept until it
 * goes on. Writing: what is written is collected for a moment (see `flushSoon()`), so that it goes out together; much
 * goes out at once.
 */
export class SocketTransport extends Transport {
  readonly #loop: EventLoop;
  /** Where the protocol's methods run. */
  readonly #context: Context = copyContext();
  readonly #conn: RawConnection;
  readonly #server: Server | null;
  readonly #isReadOnly: boolean;
  readonly #flow: FlowControl;
  #protocol: BaseProtocol;

  readonly #incoming: ReadBuffer = new ReadBuffer();
  /** What the read on its way goes into, if it is a protocol's own memory. */
  #memory: Uint8Array | null = null;
  /** Whose memory that is. */
  #owner: BaseProtocol | null = null;
  #isReading = false;
  /** Whether the next read stands in line. */
  #isInLine = false;
  /** What the last read has come to, until the protocol is told. */
  #arrived: number | null | undefined = undefined;
  #isPaused = false;
  #isAtEnd = false;
  /** Whoever gets the read on its way once the connection has been given away. */
  #heir: PromiseWithResolvers<Uint8Array | null> | null = null;

  readonly #outgoing: WriteBuffer = new WriteBuffer();
  readonly #flushed: WaitList<void> = new WaitList();
  /** What of the piece that is going out has not gone yet. */
  #rest: Uint8Array | null = null;
  #isCollecting = false;
  #isWriting = false;
  #hasEnded = false;
  /** What else is writing, such as `sendfile`. */
  #writer: string | null = null;

  #isClosing = false;
  // Invariant: set from when connectionLost() is scheduled.
  #isLost = false;
  #vainWrites = 0;

  constructor(
    loop: EventLoop,
    conn: RawConnection,
    protocol: BaseProtocol,
    { extra = {}, server = null, isReadOnly = false }: SocketTransportOptions =
      {},
  ) {
    super({
      sockname: addressOf(conn.localAddr),
      peername: addressOf(conn.remoteAddr),
      socket: conn,
      ...extra,
    });
    this.#loop = loop;
    this.#conn = conn;
    this.#protocol = protocol;
    this.#server = server;
    this.#isReadOnly = isReadOnly;
    this.#flow = new FlowControl(loop, this);
    server?.attach(this);
    abandonAtClose(loop, this);
  }

  /** Tells the protocol that the connection stands, begins to read, and then resolves. */
  async start(options?: WaitOptions): Promise<void> {
    const started = new WaitList<void>();
    this.#soon(() => this.#protocol.connectionMade(this));
    this.#soon(this.#goOn);
    this.#soon(() => void started.wakeAll());
    try {
      await started.wait(options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The same where nobody waits for it, or where the protocol knows already. */
  startSoon({ isMade = false }: { readonly isMade?: boolean } = {}): void {
    if (!isMade) this.#soon(() => this.#protocol.connectionMade(this));
    this.#soon(this.#goOn);
  }

  // Protocol

  override setProtocol(protocol: BaseProtocol): void {
    checkObject(protocol, "'protocol'");
    this.#protocol = protocol;
  }

  override getProtocol(): BaseProtocol {
    return this.#protocol;
  }

  // Reading

  override isReading(): boolean {
    return !this.#isClosing && !this.#isPaused;
  }

  override pauseReading(): void {
    if (this.isReading()) this.#isPaused = true;
  }

  override resumeReading(): void {
    if (this.#isClosing || !this.#isPaused) return;
    this.#isPaused = false;
    this.#soon(this.#goOn);
  }

  /** Tells what has come, or reads. */
  readonly #goOn = (): void => {
    if (this.#isPaused || this.#isClosing) return;
    if (this.#arrived !== undefined) this.#deliver();
    else if (!this.#isReading && !this.#isInLine && !this.#isAtEnd) {
      this.#isInLine = true;
      readInTurn(SocketTransport.#beginRead, this);
    }
  };

  static #beginRead(transport: SocketTransport): void {
    transport.#isInLine = false;
    // Whoever lets it go on reads then.
    if (!transport.#isPaused && !transport.#isClosing) transport.#read();
  }

  #read(): void {
    const buffer = this.#room();
    if (buffer === null) return;
    this.#isReading = true;
    this.#conn.read(buffer).then(this.#onRead, this.#onReadError);
  }

  #room(): Uint8Array | null {
    this.#memory = this.#owner = null;
    const protocol = this.#protocol;
    if (!(protocol instanceof BufferedProtocol)) return this.#incoming.room(0);
    try {
      this.#memory = memoryOf(protocol, -1);
    } catch (error) {
      this.#fail(error, "Fatal error: protocol.getBuffer() call failed");
      return null;
    }
    this.#owner = protocol;
    return this.#memory;
  }

  readonly #onRead = (count: number | null): void => {
    this.#isReading = false;
    this.#arrived = count;
    if (this.#heir !== null) this.#bequeath(count);
    else if (this.#loop.isRunning()) this.#goOn();
    else this.#soon(this.#goOn);
  };

  readonly #onReadError = (error: unknown): void => {
    this.#isReading = false;
    if (this.#heir !== null) return this.#heir.reject(error);
    this.#soon(() =>
      this.#fail(
        toConnectionError(error),
        "Fatal read error on socket transport",
      )
    );
  };

  #deliver(): void {
    const count = this.#arrived!;
    this.#arrived = undefined;
    if (count === null) this.#deliverEnd();
    else {
      this.#deliverBytes(count);
      this.#goOn();
    }
  }

  #deliverBytes(count: number): void {
    const protocol = this.#protocol;
    if (protocol === this.#owner) {
      this.#tell(
        "bufferUpdated",
        () => (protocol as BufferedProtocol).bufferUpdated(count),
      );
      return;
    }
    const data = this.#bytes(count);
    if (protocol instanceof BufferedProtocol) {
      this.#tell("bufferUpdated", () => feed(protocol, data));
    } else {
      // Not by #tell(): this is the way that must be fast.
      try {
        (protocol as Protocol).dataReceived(data);
      } catch (error) {
        this.#fail(error, "Fatal error: protocol.dataReceived() call failed");
      }
    }
  }

  #deliverEnd(): void {
    this.#isAtEnd = true;
    this.#tell("eofReceived", () => {
      const goesOn = (this.#protocol as Protocol).eofReceived();
      if (!goesOn || this.#isReadOnly) this.close();
    });
  }

  #tell(method: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#fail(error, `Fatal error: protocol.${method}() call failed`);
    }
  }

  // Writing

  override setWriteBufferLimits(limits: WriteBufferLimits = {}): void {
    this.#flow.set(limits);
    if (this.#flow.mayResume) this.#soon(this.#resume);
  }

  override getWriteBufferLimits(): readonly [low: number, high: number] {
    return this.#flow.limits;
  }

  override getWriteBufferSize(): number {
    return this.#outgoing.size;
  }

  override write(data: Uint8Array): void {
    checkBytes(data, "'data'");
    if (this.#hasEnded) {
      throw new RuntimeError("Cannot call write() after writeEof()");
    }
    if (this.#writer !== null) {
      throw new RuntimeError(`Cannot write: ${this.#writer} is in progress`);
    }
    if (data.length > 0) this.#write(data);
  }

  override writelines(pieces: Iterable<Uint8Array>): void {
    checkIterable(pieces, "'pieces'");
    for (const piece of pieces) this.write(piece);
  }

  #write(data: Uint8Array): void {
    if (this.#isClosing) {
      this.#noteVainWrite();
      return;
    }
    this.#outgoing.push(data);
    this.#flow.grew();
    if (this.#isWriting || this.#outgoing.size === 0) return;
    if (this.#outgoing.size >= LARGE_WRITE) this.#flush();
    else if (this.#isCollecting) noteWrite();
    else {
      this.#isCollecting = true;
      flushSoon(this.#collecting);
    }
  }

  #noteVainWrite(): void {
    if (++this.#vainWrites === VAIN_WRITES) {
      console.warn(`${this} is written to, but its connection is gone`);
    }
  }

  readonly #collecting: Collecting = {
    flushCollected: () => {
      this.#isCollecting = false;
      if (!this.#isWriting && this.#outgoing.size > 0) this.#flush();
    },
  };

  #flush(): void {
    this.#isWriting = true;
    this.#send(this.#outgoing.next());
  }

  #send(bytes: Uint8Array): void {
    this.#rest = bytes;
    this.#conn.write(bytes).then(this.#onWritten, this.#onWriteError);
  }

  readonly #onWritten = (count: number): void => {
    const bytes = this.#rest;
    // Aborted, or lost.
    if (bytes === null) return;
    if (count < bytes.length) return this.#send(bytes.subarray(count));
    this.#rest = null;
    this.#outgoing.done();
    if (this.#flow.mayResume) this.#soon(this.#resume);
    if (this.#outgoing.size > 0) return this.#flush();
    this.#isWriting = false;
    this.#flushed.wakeAll();
    this.#noteFlushed();
  };

  readonly #onWriteError = (error: unknown): void => {
    this.#soon(() =>
      this.#fail(
        toConnectionError(error),
        "Fatal write error on socket transport",
      )
    );
  };

  readonly #resume = (): void => this.#flow.resume();

  #noteFlushed(): void {
    if (this.#isClosing) this.#lose(null);
    else if (this.#hasEnded) {
      this.#conn.closeWrite().catch(this.#onWriteError);
    }
  }

  override writeEof(): void {
    if (this.#isClosing || this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#outgoing.size === 0) this.#noteFlushed();
  }

  override canWriteEof(): boolean {
    return true;
  }

  /** Keeps everybody else from writing until {@linkcode endExclusive}; waits until all has gone out. */
  async beginExclusive(writer: string): Promise<void> {
    this.#checkFree(writer);
    this.#writer = writer;
    try {
      if (this.#outgoing.size > 0) await this.#flushed.wait();
    } catch (error) {
      this.endExclusive();
      throw error;
    }
  }

  endExclusive(): void {
    this.#writer = null;
  }

  /** Writes while others must not, and waits until it has gone out. */
  async writeExclusive(data: Uint8Array): Promise<void> {
    this.#checkFree(null);
    this.#write(data);
    if (this.#outgoing.size > 0) await this.#flushed.wait();
  }

  #checkFree(writer: string | null): void {
    if (this.#isClosing) throw new RuntimeError("The transport is closing");
    if (writer !== null && this.#writer !== null) {
      throw new RuntimeError(`${this.#writer} is in progress`);
    }
  }

  // Handing over to TLS

  /**
   * Gives the connection away, with what has been read of it and not delivered; the transport is dead then, and its
   * protocol does not hear of it.
   */
  async handOver(
    writer: string,
  ): Promise<{ conn: RawConnection; server: Server | null }> {
    this.pauseReading();
    await this.beginExclusive(writer);
    this.#isClosing = this.#isLost = true;
    forget(this.#loop, this);
    if (!this.#isReading && this.#arrived === undefined) {
      return { conn: this.#conn, server: this.#server };
    }
    this.#heir = Promise.withResolvers();
    // Whoever reads next hears of it.
    this.#heir.promise.catch(() => {});
    if (this.#arrived !== undefined) this.#bequeath(this.#arrived);
    return {
      conn: new ReadAhead(this.#conn, this.#heir.promise),
      server: this.#server,
    };
  }

  #bequeath(count: number | null): void {
    this.#heir!.resolve(count === null ? null : this.#bytes(count));
  }

  /** Takes the bytes that the last read has brought. */
  #bytes(count: number): Uint8Array {
    // The memory of a protocol that is not told any more.
    if (this.#memory !== null) return this.#memory.slice(0, count);
    this.#incoming.added(count);
    return this.#incoming.take(count);
  }

  // Closing

  override isClosing(): boolean {
    return this.#isClosing;
  }

  override close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#outgoing.size === 0) this.#lose(null);
  }

  override abort(): void {
    this.#drop(null);
  }

  /** Closes it at once, as the loop is closed: nobody is told. */
  abandon(): void {
    this.#isClosing = this.#isLost = true;
    this.#forget();
    closeQuietly(this.#conn);
  }

  /** Such as `<SocketTransport open reading bufsize=0>`. */
  override toString(): string {
    const state = this.#isLost
      ? "closed"
      : this.#isClosing
      ? "closing"
      : this.#isPaused
      ? "open paused"
      : "open reading";
    return `<SocketTransport ${state} bufsize=${this.#outgoing.size}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #fail(error: unknown, message: string): void {
    if (this.#isLost) return;
    if (error instanceof KeyboardInterrupt) {
      // It ends the run.
      return this.#soon(() => {
        throw error;
      });
    }
    if (!isSystemError(error)) {
      this.#loop.callExceptionHandler({
        message,
        exception: error,
        transport: this,
        protocol: this.#protocol,
      });
    }
    this.#drop(error);
  }

  #drop(error: unknown): void {
    if (this.#isLost) return;
    this.#isClosing = true;
    this.#rest = null;
    this.#outgoing.clear();
    this.#flushed.failAll(
      new ConnectionError("The connection is closed", { cause: error }),
    );
    this.#lose(error, true);
  }

  #lose(error: unknown, isAborted = false): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#soon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        if (isAborted && this.#conn.abort !== undefined) this.#conn.abort();
        else closeQuietly(this.#conn);
        this.#forget();
      }
    });
  }

  #forget(): void {
    forget(this.#loop, this);
    this.#server?.detach(this);
  }

  /** Calls back in the protocol's context, when the loop runs. */
  #soon(callback: () => void): void {
    if (this.#loop.isClosed()) closeQuietly(this.#conn);
    else this.#loop.callSoon(callback, { context: this.#context });
  }
}

/** Gets memory from a protocol. */
function memoryOf(protocol: BufferedProtocol, sizeHint: number): Uint8Array {
  const memory = protocol.getBuffer(sizeHint);
  if (!(memory instanceof Uint8Array)) {
    throw new TypeError(
      `getBuffer() must return a Uint8Array: ${describe(memory)}`,
    );
  }
  if (memory.length === 0) {
    throw new RuntimeError("getBuffer() returned an empty buffer");
  }
  return memory;
}

/** Hands bytes to a protocol that has its own memory. */
function feed(protocol: BufferedProtocol, data: Uint8Array): void {
  for (let rest = data; rest.length > 0;) {
    const memory = memoryOf(protocol, rest.length);
    const count = Math.min(memory.length, rest.length);
    memory.set(rest.subarray(0, count));
    protocol.bufferUpdated(count);
    rest = rest.subarray(count);
  }
}
