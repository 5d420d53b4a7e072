"""Jobs in threads, in ns for each."""

import asyncio
import time

from _serve import serve

ROUNDS = 2_000
JOBS = 20_000


def identity(value):
    return value


async def round_trip():
    for i in range(1_000):
        await asyncio.to_thread(identity, i)
    started = time.perf_counter_ns()
    for i in range(ROUNDS):
        await asyncio.to_thread(identity, i)
    return (time.perf_counter_ns() - started) / ROUNDS


async def many_jobs():
    await asyncio.to_thread(identity, 0)
    started = time.perf_counter_ns()
    await asyncio.gather(*(asyncio.to_thread(identity, i) for i in range(JOBS)))
    return (time.perf_counter_ns() - started) / JOBS


serve({
    "round-trip": lambda: asyncio.run(round_trip()),
    "100000-jobs:workerpool": lambda: asyncio.run(many_jobs()),
})
