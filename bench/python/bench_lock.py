"""Locks and semaphores, in ns for each acquisition."""

import asyncio
import time

from _serve import serve

UNCONTENDED = 100_000
CONTENDERS = 100
CONTENDED = 20_000
JOBS = 10_000


async def uncontended():
    lock = asyncio.Lock()
    started = time.perf_counter_ns()
    for _ in range(UNCONTENDED):
        await lock.acquire()
        lock.release()
    return (time.perf_counter_ns() - started) / UNCONTENDED


async def contended():
    lock = asyncio.Lock()

    async def contender():
        for _ in range(CONTENDED // CONTENDERS):
            await lock.acquire()
            await asyncio.sleep(0)
            lock.release()

    started = time.perf_counter_ns()
    async with asyncio.TaskGroup() as group:
        for _ in range(CONTENDERS):
            group.create_task(contender())
    return (time.perf_counter_ns() - started) / CONTENDED


async def semaphore_jobs():
    semaphore = asyncio.Semaphore(10)

    async def job():
        await semaphore.acquire()
        await asyncio.sleep(0)
        semaphore.release()

    started = time.perf_counter_ns()
    async with asyncio.TaskGroup() as group:
        for _ in range(JOBS):
            group.create_task(job())
    return (time.perf_counter_ns() - started) / JOBS


serve({
    "uncontended": lambda: asyncio.run(uncontended()),
    "100-contend": lambda: asyncio.run(contended()),
    "semaphore-10": lambda: asyncio.run(semaphore_jobs()),
})
