"""abort() breaks the barrier for those who wait and for those who come, until it is reset."""

import asyncio

from _virtual import log, run


async def walker(name, barrier):
    try:
        await barrier.wait()
        log(name, "goes on")
    except asyncio.BrokenBarrierError as error:
        log(name, error)


async def main():
    barrier = asyncio.Barrier(2)
    task = asyncio.create_task(walker("a", barrier))
    await asyncio.sleep(1)
    await barrier.abort()
    await task
    log(barrier.broken, barrier.n_waiting)
    await walker("b", barrier)
    await asyncio.sleep(1)
    await barrier.reset()
    log(barrier.broken)
    task = asyncio.create_task(walker("c", barrier))
    await asyncio.sleep(1)
    log(barrier.n_waiting)
    await barrier.wait()
    await task


run(main)
