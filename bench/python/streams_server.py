"""A server of bench/streams_bench.ts in CPython: asyncio's streams, over uvloop if the second argument says so."""

import asyncio
import os
import sys
import time


async def read_echo(reader, writer):
    while data := await reader.read(256 * 1024):
        writer.write(data)
        await writer.drain()
    writer.close()


async def line_echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


def rss():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def answer():
    line = os.read(0, 100)
    if not line:
        os._exit(0)
    print(rss() if line.strip() == b"rss" else int(time.process_time() * 1e6), flush=True)


async def main(kind):
    handler = line_echo if kind == "lines" else read_echo
    server = await asyncio.start_server(handler, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    asyncio.get_running_loop().add_reader(0, answer)
    await server.serve_forever()


if sys.argv[2:] == ["uvloop"]:
    import uvloop

    uvloop.install()
asyncio.run(main(sys.argv[1]))
