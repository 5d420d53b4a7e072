"""The cost of cancelling a task that sleeps, and of waiting for its end, in ns."""

import asyncio
import time

from _serve import serve

TASKS = 100_000
asleep = 0


async def sleeper():
    global asleep
    asleep += 1
    try:
        await asyncio.sleep(3600)
    finally:
        asleep -= 1


async def all_asleep():
    while asleep < TASKS:
        await asyncio.sleep(0)


async def each():
    tasks = [asyncio.create_task(sleeper()) for _ in range(TASKS)]
    await all_asleep()
    started = time.perf_counter_ns()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return (time.perf_counter_ns() - started) / TASKS


class Stop(Exception):
    pass


async def in_group():
    """Before 3.15 a group is cancelled by an error in its body."""
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(TASKS):
                group.create_task(sleeper())
            await all_asleep()
            started = time.perf_counter_ns()
            raise Stop
    except* Stop:
        elapsed = time.perf_counter_ns() - started
    return elapsed / TASKS


serve({
    "each": lambda: asyncio.run(each()),
    "task-group": lambda: asyncio.run(in_group()),
})
