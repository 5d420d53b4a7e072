"""How late a sleeping task wakes on an idle loop, in ms, and the CPU time of a wake-up, in us."""

import asyncio
import statistics
import time

from _serve import serve


async def lateness(milliseconds, count):
    samples = []
    for _ in range(count):
        started = time.perf_counter()
        await asyncio.sleep(milliseconds / 1000)
        samples.append((time.perf_counter() - started) * 1000 - milliseconds)
    return statistics.median(samples)


async def cpu_per_wake():
    count = 20
    started = time.process_time()
    for _ in range(count):
        await asyncio.sleep(0.01)
    return (time.process_time() - started) * 1e6 / count


serve({
    "5ms": lambda: asyncio.run(lateness(5, 20)),
    "10ms": lambda: asyncio.run(lateness(10, 20)),
    "50ms": lambda: asyncio.run(lateness(50, 10)),
    "cpu-per-wake": lambda: asyncio.run(cpu_per_wake()),
    "1ms-precise": lambda: asyncio.run(lateness(1, 50)),
})
