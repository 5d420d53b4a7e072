"""How long a timer and a socket wait beside two busy tasks: the 99th percentile, in ms."""

import asyncio
import socket
import time

from _serve import serve

WAITS = 500


async def p99(wait):
    samples = []
    for _ in range(WAITS):
        started = time.perf_counter()
        await wait()
        samples.append((time.perf_counter() - started) * 1000)
    return sorted(samples)[round((WAITS - 1) * 0.99)]


async def timer():
    return await p99(lambda: asyncio.sleep(0.001))


async def read():
    loop = asyncio.get_running_loop()
    with socket.create_server(("127.0.0.1", 0)) as server:
        left = socket.create_connection(server.getsockname())
        right, _ = server.accept()
    with left, right:
        left.setblocking(False)
        right.setblocking(False)

        def read_and_send():
            return asyncio.gather(
                loop.sock_recv(right, 1), loop.sock_sendall(left, b"x")
            )

        return await p99(read_and_send)


def do_nothing():
    pass


def work():
    end = time.perf_counter() + 0.0002
    while time.perf_counter() < end:
        pass


async def pass_token(work=do_nothing):
    left, right = asyncio.Event(), asyncio.Event()

    async def player(mine, other):
        while True:
            await mine.wait()
            mine.clear()
            work()
            other.set()

    left.set()
    await asyncio.gather(player(left, right), player(right, left))


async def yield_for_ever():
    async def player():
        while True:
            await asyncio.sleep(0)

    await asyncio.gather(player(), player())


async def beside(busy, measure):
    task = asyncio.create_task(busy())
    figure = await measure()
    task.cancel()
    await asyncio.wait([task])
    return figure


serve({
    "token:timer-p99": lambda: asyncio.run(beside(pass_token, timer)),
    "token:read-p99": lambda: asyncio.run(beside(pass_token, read)),
    "heavy-token:timer-p99": lambda: asyncio.run(
        beside(lambda: pass_token(work), timer)
    ),
    "heavy-token:read-p99": lambda: asyncio.run(
        beside(lambda: pass_token(work), read)
    ),
    "sleep-0:timer-p99": lambda: asyncio.run(beside(yield_for_ever, timer)),
    "sleep-0:read-p99": lambda: asyncio.run(beside(yield_for_ever, read)),
})
