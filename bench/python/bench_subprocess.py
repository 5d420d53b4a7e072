"""The cost of a process, in ns; of a megabyte that one writes."""

import asyncio
import time
from asyncio.subprocess import PIPE

from _serve import serve

SPAWNS = 40
MEGABYTES = 32


async def plain():
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()


async def piped():
    process = await asyncio.create_subprocess_exec("true", stdout=PIPE, stderr=PIPE)
    await process.communicate()


async def spawns(spawn, at_once):
    started = time.perf_counter_ns()
    for _ in range(SPAWNS // at_once):
        await asyncio.gather(*[spawn() for _ in range(at_once)])
    return (time.perf_counter_ns() - started) / SPAWNS


async def reading():
    started = time.perf_counter_ns()
    size = str(MEGABYTES * 1024 * 1024)
    process = await asyncio.create_subprocess_exec("head", "-c", size, "/dev/zero", stdout=PIPE)
    while await process.stdout.read(65536):
        pass
    await process.wait()
    return (time.perf_counter_ns() - started) / MEGABYTES


serve({
    "spawn": lambda: asyncio.run(spawns(plain, 1)),
    "piped": lambda: asyncio.run(spawns(piped, 1)),
    "ten-at-once": lambda: asyncio.run(spawns(plain, 10)),
    "read-MB": lambda: asyncio.run(reading()),
})
