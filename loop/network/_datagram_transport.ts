import { closeQuietly } from "./_node_connection.ts";
import { FlowControl } from "./_flow_control.ts";
import { abandonAtClose, forget } from "../open_transports.ts";
import type { HostAndPort } from "./address.ts";
import { checkBytes, checkObject } from "../check.ts";
import { toConnectionError } from "../connection_errors.ts";
import { type Context, copyContext } from "../context.ts";
import {
  type Datagram,
  type DatagramSocket,
  targetOf,
} from "./datagram_socket.ts";
import { Deque } from "../deque.ts";
import type { EventLoop } from "../event_loop.ts";
import { INSPECT } from "../inspect.ts";
import type { BaseProtocol, DatagramProtocol } from "./protocols.ts";
import { DatagramTransport, type WriteBufferLimits } from "./transports.ts";
import { WaitList } from "../wait_list.ts";
import type { WaitOptions } from "../wait_options.ts";

/**
 * A transport over a socket for datagrams. They go out one after the other, because the platform does not keep the order
 * of several.
 */
export class DatagramSocketTransport extends DatagramTransport {
  readonly #loop: EventLoop;
  /** Where the protocol's methods run. */
  readonly #context: Context = copyContext();
  readonly #socket: DatagramSocket;
  readonly #flow: FlowControl;
  #protocol: BaseProtocol;
  readonly #outgoing: Deque<readonly [Uint8Array, HostAndPort | null]> =
    new Deque();
  #size = 0;
  #isSending = false;
  /** How long the one is that is going out. */
  #sending = 0;
  #isReceiving = false;
  #isDelivering = false;
  /** Whether the last one was sent by the protocol as it was told of another: then its end is in the right context. */
  #isAnswer = false;
  #isClosing = false;
  #isLost = false;

  constructor(loop: EventLoop, socket: DatagramSocket, protocol: BaseProtocol) {
    super({
      sockname: socket.localAddr,
      peername: socket.remoteAddr,
      socket,
    });
    this.#loop = loop;
    this.#socket = socket;
    this.#protocol = protocol;
    this.#flow = new FlowControl(loop, this);
    abandonAtClose(loop, this);
  }

  /** Tells the protocol that the endpoint stands, begins to receive, and then resolves. */
  async start(options?: WaitOptions): Promise<void> {
    const started = new WaitList<void>();
    this.#soon(() => this.#protocol.connectionMade(this));
    this.#soon(() => {
      this.#goOn();
      started.wakeAll();
    });
    try {
      await started.wait(options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  override setProtocol(protocol: BaseProtocol): void {
    checkObject(protocol, "'protocol'");
    this.#protocol = protocol;
  }

  override getProtocol(): BaseProtocol {
    return this.#protocol;
  }

  // Receiving

  readonly #goOn = (): void => {
    if (this.#isReceiving || this.#isClosing) return;
    if (this.#socket.receivesAlone && this.#isSending) return;
    this.#isReceiving = true;
    this.#socket.receive().then(this.#onReceived, this.#onReceiveError);
  };

  readonly #onReceived = (datagram: Datagram): void => {
    this.#isReceiving = false;
    if (this.#loop.isRunning()) this.#deliver(datagram);
    else this.#soon(() => this.#deliver(datagram));
  };

  #deliver([data, addr]: Datagram): void {
    if (this.#isClosing) return;
    this.#isDelivering = true;
    try {
      (this.#protocol as DatagramProtocol).datagramReceived(data, addr);
    } catch (exception) {
      this.#report("datagramReceived", exception);
    }
    this.#isDelivering = false;
    this.#goOn();
  }

  readonly #onReceiveError = (error: unknown): void => {
    this.#isReceiving = false;
    this.#soon(() => {
      this.#tellError(error);
      this.#goOn();
    });
  };

  #tellError(error: unknown): void {
    if (this.#isLost) return;
    try {
      (this.#protocol as DatagramProtocol).errorReceived(
        toConnectionError(error),
      );
    } catch (exception) {
      this.#report("errorReceived", exception);
    }
  }

  /** An error of the protocol does not concern the datagrams that come next. */
  #report(method: string, exception: unknown): void {
    this.#loop.callExceptionHandler({
      message: `protocol.${method}() failed`,
      exception,
      transport: this,
      protocol: this.#protocol,
    });
  }

  // Sending

  override sendto(data: Uint8Array, addr: HostAndPort | null = null): void {
    checkBytes(data, "'data'");
    const target = targetOf(this.#socket, addr);
    if (this.#isClosing) return;
    this.#size += data.length;
    this.#flow.grew();
    this.#isAnswer = this.#isDelivering;
    // The platform may send it later, and its owner may use it again at once.
    const copy = data.slice();
    if (this.#isSending) this.#outgoing.push([copy, target]);
    else this.#send(copy, target);
  }

  #send(data: Uint8Array, addr: HostAndPort | null): void {
    this.#isSending = true;
    this.#sending = data.length;
    this.#socket.send(data, addr).then(this.#onSent, this.#onSendError);
  }

  readonly #onSent = (): void => {
    this.#isSending = false;
    // Aborted.
    if (this.#isLost) return;
    this.#size -= this.#sending;
    if (this.#outgoing.length > 0) this.#send(...this.#outgoing.shift());
    if (this.#flow.mayResume) this.#soon(() => this.#flow.resume());
    if (this.#isSending) return;
    if (this.#isClosing) this.#lose(null);
    else if (this.#isReceiving) return;
    else if (this.#isAnswer && this.#loop.isRunning()) this.#goOn();
    else this.#soon(this.#goOn);
  };

  readonly #onSendError = (error: unknown): void => {
    this.#soon(() => this.#tellError(error));
    this.#onSent();
  };

  override setWriteBufferLimits(limits: WriteBufferLimits = {}): void {
    this.#flow.set(limits);
    if (this.#flow.mayResume) this.#soon(() => this.#flow.resume());
  }

  override getWriteBufferLimits(): readonly [low: number, high: number] {
    return this.#flow.limits;
  }

  override getWriteBufferSize(): number {
    return this.#size;
  }

  // Closing

  override isClosing(): boolean {
    return this.#isClosing;
  }

  override close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (!this.#isSending) this.#lose(null);
  }

  override abort(): void {
    this.#isClosing = true;
    while (this.#outgoing.length > 0) this.#outgoing.shift();
    this.#size = 0;
    this.#lose(null);
  }

  /** Closes it at once, as the loop is closed: nobody is told. */
  abandon(): void {
    this.#isClosing = this.#isLost = true;
    forget(this.#loop, this);
    closeQuietly(this.#socket);
  }

  /** Such as `<DatagramTransport 127.0.0.1:5000 open>`. */
  override toString(): string {
    const state = this.#isLost
      ? "closed"
      : this.#isClosing
      ? "closing"
      : "open";
    return `<DatagramTransport ${this.#socket.localAddr.join(":")} ${state}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #lose(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#soon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        closeQuietly(this.#socket);
        forget(this.#loop, this);
      }
    });
  }

  /** Calls back in the protocol's context, when the loop runs. */
  #soon(callback: () => void): void {
    if (this.#loop.isClosed()) closeQuietly(this.#socket);
    else this.#loop.callSoon(callback, { context: this.#context });
  }
}
