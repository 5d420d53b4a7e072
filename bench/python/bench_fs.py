"""Files, in ns for each line, write or read; those of aiofiles with fewer of them."""

import asyncio
import os
import time

from _serve import serve

WRITES = 1_000_000
LINES = [f"{i} {'abcdefg ' * 10}"[:79] + "\n" for i in range(1000)]


def path(name):
    return os.path.join(os.environ["FS_BENCH"], name)


def lines(mode):
    started = time.perf_counter_ns()
    count = 0
    with open(path("lines"), mode) as file:
        for _ in file:
            count += 1
    return (time.perf_counter_ns() - started) / count


def write(mode, lines):
    started = time.perf_counter_ns()
    with open(path("written_by_cpython"), mode) as file:
        for i in range(WRITES):
            file.write(lines[i % 1000])
    return (time.perf_counter_ns() - started) / WRITES


async def lines_by_aiofiles():
    import aiofiles

    started = time.perf_counter_ns()
    count = 0
    async with aiofiles.open(path("lines")) as file:
        async for _ in file:
            count += 1
            if count == 3000:
                break
    return (time.perf_counter_ns() - started) / count


async def write_by_aiofiles():
    import aiofiles

    started = time.perf_counter_ns()
    async with aiofiles.open(path("written_by_cpython"), "w") as file:
        for i in range(3000):
            await file.write(LINES[i % 1000])
    return (time.perf_counter_ns() - started) / 3000


async def pread_by_aiofiles():
    import aiofiles

    size = os.path.getsize(path("lines"))
    async with aiofiles.open(path("lines"), "rb") as file:
        started = time.perf_counter_ns()
        for i in range(1000):
            await file.seek((i * 7919 * 4096) % (size - 4096))
            await file.read(4096)
        return (time.perf_counter_ns() - started) / 1000


serve({
    "lines": lambda: lines("r"),
    "byte-lines": lambda: lines("rb"),
    "write": lambda: write("w", LINES),
    "write-bytes": lambda: write("wb", [line.encode() for line in LINES]),
    "lines-aiofiles": lambda: asyncio.run(lines_by_aiofiles()),
    "batches-aiofiles": lambda: asyncio.run(lines_by_aiofiles()),
    "write-aiofiles": lambda: asyncio.run(write_by_aiofiles()),
    "pread-aiofiles": lambda: asyncio.run(pread_by_aiofiles()),
})
