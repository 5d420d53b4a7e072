"""A cancel inside an asynchronous generator, or in the loop over it, runs the generator's finally block."""

import asyncio
import contextlib

from _virtual import log, outcome, run


async def ticks(name):
    try:
        for n in range(10):
            await asyncio.sleep(1)
            yield n
    except asyncio.CancelledError:
        log(name, "cancelled inside")
        raise
    finally:
        await asyncio.sleep(0.5)
        log(name, "closed")


async def reader(name, pause):
    async with contextlib.aclosing(ticks(name)) as generator:
        async for n in generator:
            log(name, n)
            await asyncio.sleep(pause)


async def main():
    for name, pause, stop in (("producing", 0, 2.5), ("consuming", 0.75, 3.25)):
        task = asyncio.create_task(reader(name, pause))
        await asyncio.sleep(stop)
        task.cancel()
        await asyncio.wait([task])
        log(name, outcome(task))


run(main)
