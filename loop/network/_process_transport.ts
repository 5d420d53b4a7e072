import { ReadPipe, WritePipe } from "./_pipe_connection.ts";
import { SocketTransport } from "./_socket_transport.ts";
import { checkObject } from "../check.ts";
import { abandonAtClose, forget } from "../open_transports.ts";
import type { ChildProcess } from "./child_process.ts";
import { type Context, copyContext } from "../context.ts";
import type { EventLoop } from "../event_loop.ts";
import { INSPECT } from "../inspect.ts";
import {
  type BaseProtocol,
  Protocol,
  type SubprocessProtocol,
} from "./protocols.ts";
import { SubprocessTransport } from "./transports.ts";
import { WaitList } from "../wait_list.ts";
import type { WaitOptions } from "../wait_options.ts";

/** The transport of a child process: one transport for each pipe, and the end of the process. */
export class ProcessTransport extends SubprocessTransport {
  readonly #loop: EventLoop;
  /** Where the protocol's methods run. */
  readonly #context: Context = copyContext();
  readonly #child: ChildProcess;
  #protocol: BaseProtocol;
  readonly #pipes: Map<number, SocketTransport> = new Map();
  /** How many pipes are not closed yet. */
  #open = 0;
  #isClosing = false;
  #isLost = false;

  constructor(loop: EventLoop, child: ChildProcess, protocol: BaseProtocol) {
    super({ subprocess: child });
    this.#loop = loop;
    this.#child = child;
    this.#protocol = protocol;
    this.#addPipe(0, child.stdin && new WritePipe(child.stdin));
    this.#addPipe(1, child.stdout && new ReadPipe(child.stdout));
    this.#addPipe(2, child.stderr && new ReadPipe(child.stderr));
    abandonAtClose(loop, this);
  }

  #addPipe(fd: number, conn: ReadPipe | WritePipe | null): void {
    if (conn === null) return;
    const protocol = new PipeProtocol(this, fd);
    const extra = { socket: null, sockname: null, peername: null };
    this.#pipes.set(
      fd,
      new SocketTransport(this.#loop, conn, protocol, { extra }),
    );
    this.#open++;
  }

  /** Tells the protocol that the process runs, begins to read its pipes, and then resolves. */
  async start(options?: WaitOptions): Promise<void> {
    const started = new WaitList<void>();
    this.#soon(() => this.#protocol.connectionMade(this));
    for (const pipe of this.#pipes.values()) pipe.startSoon();
    this.#soon(() => void started.wakeAll());
    this.#child.exit.reached.then(() => this.#soon(this.#onExit));
    try {
      await started.wait(options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  readonly #onExit = (): void => {
    // Nobody reads that any more.
    this.#pipes.get(0)?.abort();
    this.protocol.processExited();
    this.#finish();
  };

  /** The protocol, as the process has it. */
  get protocol(): SubprocessProtocol {
    return this.#protocol as SubprocessProtocol;
  }

  /** Hears that a pipe is closed. */
  pipeLost(fd: number, error: unknown): void {
    this.#open--;
    try {
      this.protocol.pipeConnectionLost(fd, error);
    } finally {
      this.#finish();
    }
  }

  /** Ends, if both the process and its pipes have. */
  #finish(): void {
    if (this.#isLost || this.#open > 0 || this.getReturncode() === null) return;
    this.#isClosing = this.#isLost = true;
    forget(this.#loop, this);
    this.#soon(() => this.#protocol.connectionLost(null));
  }

  override setProtocol(protocol: BaseProtocol): void {
    checkObject(protocol, "'protocol'");
    this.#protocol = protocol;
  }

  override getProtocol(): BaseProtocol {
    return this.#protocol;
  }

  override isClosing(): boolean {
    return this.#isClosing;
  }

  /** Closes the pipes, and kills the process if it still runs. */
  override close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    for (const pipe of this.#pipes.values()) pipe.close();
    if (this.getReturncode() === null) this.#killQuietly();
  }

  /** Ends it at once, as the loop is closed: nobody is told. */
  abandon(): void {
    this.#isClosing = this.#isLost = true;
    if (this.getReturncode() === null) this.#killQuietly();
  }

  #killQuietly(): void {
    try {
      this.kill();
    } catch {
      // It has ended meanwhile.
    }
  }

  override getPid(): number {
    return this.#child.pid;
  }

  override getReturncode(): number | null {
    return this.#child.exit.code;
  }

  override getPipeTransport(fd: number): SocketTransport | null {
    return this.#pipes.get(fd) ?? null;
  }

  override sendSignal(signal: Deno.Signal): void {
    this.#child.sendSignal(signal);
  }

  override terminate(): void {
    this.sendSignal("SIGTERM");
  }

  override kill(): void {
    this.sendSignal("SIGKILL");
  }

  /** Such as `<ProcessTransport pid=4711 running>`. */
  override toString(): string {
    const code = this.getReturncode();
    const state = code === null ? "running" : `returncode=${code}`;
    return `<ProcessTransport pid=${this.getPid()} ${state}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  /** Calls back in the protocol's context, when the loop runs. */
  #soon(callback: () => void): void {
    if (this.#loop.isClosed()) return;
    this.#loop.callSoon(callback, { context: this.#context });
  }
}

/** The protocol of one pipe, which tells that of the process. */
class PipeProtocol extends Protocol {
  readonly #process: ProcessTransport;
  readonly #fd: number;

  constructor(process: ProcessTransport, fd: number) {
    super();
    this.#process = process;
    this.#fd = fd;
  }

  override dataReceived(data: Uint8Array): void {
    this.#process.protocol.pipeDataReceived(this.#fd, data);
  }

  override connectionLost(error: unknown): void {
    this.#process.pipeLost(this.#fd, error);
  }

  override pauseWriting(): void {
    this.#process.protocol.pauseWriting();
  }

  override resumeWriting(): void {
    this.#process.protocol.resumeWriting();
  }
}
