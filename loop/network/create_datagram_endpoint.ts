import { DatagramSocketTransport } from "./_datagram_transport.ts";
import { checkFunction } from "../check.ts";
import { type ProtocolFactory, protocolOf } from "./create_connection.ts";
import {
  type DatagramSocket,
  type DatagramSocketOptions,
  openDatagramSocket,
} from "./datagram_socket.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { DatagramTransport } from "./transports.ts";

/** Options of `loop.createDatagramEndpoint()`. */
export type CreateDatagramEndpointOptions = DatagramSocketOptions;

/** What `loop.createDatagramEndpoint()` does. */
export async function createDatagramEndpoint<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  options: CreateDatagramEndpointOptions,
): Promise<[DatagramTransport, P]> {
  checkFunction(factory, "The protocol factory");
  const socket: DatagramSocket = await openDatagramSocket(
    options,
    "createDatagramEndpoint()",
  );
  let protocol: P;
  try {
    protocol = protocolOf(factory);
  } catch (error) {
    socket.close();
    throw error;
  }
  const transport = new DatagramSocketTransport(loop, socket, protocol);
  await transport.start(options);
  return [transport, protocol];
}
