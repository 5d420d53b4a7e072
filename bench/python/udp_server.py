"""A server of bench/udp_bench.ts in CPython: a protocol that sends back each datagram."""

import asyncio
import os
import time


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


def answer():
    if not os.read(0, 100):
        os._exit(0)
    print(int(time.process_time() * 1e6), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    print(transport.get_extra_info("sockname")[1], flush=True)
    loop.add_reader(0, answer)
    await loop.create_future()


asyncio.run(main())
