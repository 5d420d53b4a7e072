import { ReadPipe, WritePipe } from "./_pipe_connection.ts";
import { SocketTransport } from "./_socket_transport.ts";
import { checkFunction, describe } from "../check.ts";
import { type ProtocolFactory, protocolOf } from "./create_connection.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { ReadTransport, WriteTransport } from "./transports.ts";
import { refusedBy, type WaitOptions } from "../wait_options.ts";

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
  await refusedBy(options);
  const conn = new ReadPipe(pipe);
  return await connected(loop, factory, conn, pipe, options);
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
  await refusedBy(options);
  const conn = new WritePipe(pipe);
  return await connected(loop, factory, conn, pipe, options);
}

async function connected<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  conn: ReadPipe | WritePipe,
  pipe: unknown,
  options: WaitOptions,
): Promise<[SocketTransport, P]> {
  let protocol: P;
  try {
    protocol = protocolOf(factory);
  } catch (error) {
    conn.close();
    throw error;
  }
  const transport = new SocketTransport(loop, conn, protocol, {
    extra: { pipe, socket: null, sockname: null, peername: null },
    isReadOnly: conn instanceof ReadPipe,
  });
  await transport.start(options);
  return [transport, protocol];
}
