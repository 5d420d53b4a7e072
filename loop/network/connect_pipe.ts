import { ReadPipe, WritePipe } from "./_pipe_connection.ts";
import { SocketTransport } from "./_socket_transport.ts";
import { checkFunction, describe } from "../check.ts";
import type { ProtocolFactory } from "./create_connection.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { ReadTransport, WriteTransport } from "./transports.ts";
import type { WaitOptions } from "../wait_options.ts";

/** What `loop.connectReadPipe()` does. */
export async function connectReadPipe<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  pipe: ReadableStream<Uint8Array>,
  options: WaitOptions,
): Promise<[ReadTransport, P]> {
  checkFunction(factory, "The protocol factory");
  if (!(pipe instanceof ReadableStream)) {
    throw new TypeError(`'pipe' must be a ReadableStream: ${describe(pipe)}`);
  }
  return await connected(loop, factory(), new ReadPipe(pipe), pipe, options);
}

/** What `loop.connectWritePipe()` does. */
export async function connectWritePipe<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  pipe: WritableStream<Uint8Array>,
  options: WaitOptions,
): Promise<[WriteTransport, P]> {
  checkFunction(factory, "The protocol factory");
  if (!(pipe instanceof WritableStream)) {
    throw new TypeError(`'pipe' must be a WritableStream: ${describe(pipe)}`);
  }
  return await connected(loop, factory(), new WritePipe(pipe), pipe, options);
}

async function connected<P extends BaseProtocol>(
  loop: EventLoop,
  protocol: P,
  conn: ReadPipe | WritePipe,
  pipe: unknown,
  options: WaitOptions,
): Promise<[SocketTransport, P]> {
  const transport = new SocketTransport(loop, conn, protocol, {
    extra: { pipe, socket: null, sockname: null, peername: null },
  });
  await transport.start(options);
  return [transport, protocol];
}
