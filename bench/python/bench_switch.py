"""The cost of sleep(0), in ns."""

import asyncio
import time

from _serve import serve

SWITCHES = 100_000


async def yielding(turns):
    for _ in range(turns):
        await asyncio.sleep(0)


async def switching(tasks):
    started = time.perf_counter_ns()
    await asyncio.gather(*[
        asyncio.create_task(yielding(SWITCHES // tasks)) for _ in range(tasks)
    ])
    return (time.perf_counter_ns() - started) / SWITCHES


serve({
    "1-task": lambda: asyncio.run(switching(1)),
    "2-tasks": lambda: asyncio.run(switching(2)),
    "1000-tasks": lambda: asyncio.run(switching(1000)),
})
