"""A million tasks that sleep for a second: the wall time past it, in ms."""

import asyncio
import time

from _serve import serve

SLEEPERS = 1_000_000


async def sleep_all():
    started = time.perf_counter()
    await asyncio.gather(*[
        asyncio.create_task(asyncio.sleep(1)) for _ in range(SLEEPERS)
    ])
    return (time.perf_counter() - started - 1) * 1000


serve({"wall-past-1s": lambda: asyncio.run(sleep_all())})
