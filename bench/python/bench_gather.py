"""What gather costs for each result, in ns."""

import asyncio
import time

from _serve import serve

RESULTS = 10_000
TIMES = 5


async def body():
    pass


async def done_futures():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(RESULTS)]
    for future in futures:
        future.set_result(1)
    started = time.perf_counter_ns()
    for _ in range(TIMES):
        await asyncio.gather(*futures)
    return (time.perf_counter_ns() - started) / (RESULTS * TIMES)


async def functions():
    started = time.perf_counter_ns()
    for _ in range(TIMES):
        await asyncio.gather(*[body() for _ in range(RESULTS)])
    return (time.perf_counter_ns() - started) / (RESULTS * TIMES)


serve({
    "done-futures": lambda: asyncio.run(done_futures()),
    "functions": lambda: asyncio.run(functions()),
})
