import { checkObject, describe } from "../check.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { BaseTransport, WriteBufferLimits } from "./transports.ts";

const HIGH_WATER = 64 * 1024;

/** The transport whose protocol is told to pause, as this sees it. */
export interface Flowing extends BaseTransport {
  getWriteBufferSize(): number;
  getProtocol(): BaseProtocol;
}

/** The water marks of a transport: tells its protocol to pause above the one, and to go on below the other. */
export class FlowControl {
  readonly #loop: EventLoop;
  readonly #transport: Flowing;
  #high = HIGH_WATER;
  #low = HIGH_WATER / 4;
  // Invariant: whether the protocol was told to pause, and not since to go on.
  #isPaused = false;

  constructor(loop: EventLoop, transport: Flowing) {
    this.#loop = loop;
    this.#transport = transport;
  }

  /** Whether the protocol is paused. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  get limits(): readonly [low: number, high: number] {
    return [this.#low, this.#high];
  }

  set(limits: WriteBufferLimits): void {
    checkObject(limits, "The limits");
    const { high, low } = limits;
    const top = checkMark(high, "'high'") ??
      (low === undefined ? HIGH_WATER : 4 * low);
    const bottom = checkMark(low, "'low'") ?? Math.floor(top / 4);
    if (!(top >= bottom && bottom >= 0)) {
      throw new RangeError(
        `'high' (${top}) must be >= 'low' (${bottom}) must be >= 0`,
      );
    }
    this.#high = top;
    this.#low = bottom;
    this.grew();
  }

  /** To be called when there are more bytes than before. */
  grew(): void {
    if (this.#isPaused || this.#transport.getWriteBufferSize() <= this.#high) {
      return;
    }
    this.#isPaused = true;
    this.#tell("pauseWriting");
  }

  /** Whether {@linkcode resume} is due. */
  get mayResume(): boolean {
    return this.#isPaused && this.#transport.getWriteBufferSize() <= this.#low;
  }

  /** To be called when there are fewer bytes than before, in the protocol's context. */
  resume(): void {
    if (!this.mayResume) return;
    this.#isPaused = false;
    this.#tell("resumeWriting");
  }

  #tell(method: "pauseWriting" | "resumeWriting"): void {
    const protocol = this.#transport.getProtocol();
    try {
      protocol[method]();
    } catch (exception) {
      this.#loop.callExceptionHandler({
        message: `protocol.${method}() failed`,
        exception,
        transport: this.#transport,
        protocol,
      });
    }
  }
}

function checkMark(value: unknown, what: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new TypeError(
      `${what} must be a number of bytes: ${describe(value)}`,
    );
  }
  return value;
}
