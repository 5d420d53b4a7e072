"""The cost of starting a task whose body ends at once, and of waiting for it, in ns."""

import asyncio
import time

from _serve import serve

TASKS = 100_000


async def body():
    pass


async def in_group():
    async with asyncio.TaskGroup() as group:
        for _ in range(TASKS):
            group.create_task(body())


async def gather():
    await asyncio.gather(*[asyncio.create_task(body()) for _ in range(TASKS)])


async def await_each():
    for task in [asyncio.create_task(body()) for _ in range(TASKS)]:
        await task


async def timed(function):
    started = time.perf_counter_ns()
    await function()
    return (time.perf_counter_ns() - started) / TASKS


serve({
    "task-group": lambda: asyncio.run(timed(in_group)),
    "gather": lambda: asyncio.run(timed(gather)),
    "await-each": lambda: asyncio.run(timed(await_each)),
})
