"""Queues, in ns for each item from a producer to a consumer."""

import asyncio
import time

from _serve import serve

ITEMS = 20_000


async def hops(maxsize):
    queue = asyncio.Queue(maxsize)

    async def produce():
        for i in range(ITEMS):
            await queue.put(i)

    async def consume():
        for _ in range(ITEMS):
            await queue.get()

    started = time.perf_counter_ns()
    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        group.create_task(consume())
    return (time.perf_counter_ns() - started) / ITEMS


serve({"1": lambda: asyncio.run(hops(1))})
