/**
 * A server of `udp_bench.ts`: sends back each datagram. It prints its port, and for each line of its input the CPU time
 * that it has used, in µs.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import process from "node:process";
import * as asyncio from "../mod.ts";
import { openDatagram } from "../streams/udp.ts";

const LOCAL = { localAddr: ["127.0.0.1", 0] } as const;

class Echo extends asyncio.DatagramProtocol {
  #transport!: asyncio.DatagramTransport;

  override connectionMade(transport: asyncio.DatagramTransport): void {
    this.#transport = transport;
  }

  override datagramReceived(
    data: Uint8Array,
    addr: asyncio.HostAndPort,
  ): void {
    this.#transport.sendto(data, addr);
  }
}

const servers: Record<string, () => Promise<void>> = {
  async protocol() {
    const [transport] = await asyncio.getRunningLoop().createDatagramEndpoint(
      () => new Echo(),
      LOCAL,
    );
    const [, port] = transport.getExtraInfo("sockname") as asyncio.HostAndPort;
    console.log(port);
    await asyncio.getRunningLoop().createFuture();
  },

  async iterator() {
    await using endpoint = await openDatagram(LOCAL);
    console.log(endpoint.localAddr[1]);
    for await (const [data, addr] of endpoint) await endpoint.send(data, addr);
  },

  async node() {
    const socket = createSocket("udp4");
    socket.on("message", (data, { address, port }) => {
      socket.send(data, port, address);
    });
    socket.bind(0, "127.0.0.1", () => console.log(socket.address().port));
    await asyncio.getRunningLoop().createFuture();
  },
};

async function answer(): Promise<never> {
  for await (const _ of Deno.stdin.readable) {
    const { user, system } = process.cpuUsage();
    console.log(user + system);
  }
  Deno.exit();
}

answer();
await asyncio.run(servers[Deno.args[0]!]!);
