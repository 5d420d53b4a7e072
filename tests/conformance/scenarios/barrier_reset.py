"""reset() sends away those who wait, in order; the barrier serves those who come then."""

import asyncio

from _virtual import log, run


async def walker(name, barrier):
    try:
        await barrier.wait()
        log(name, "goes on")
    except asyncio.BrokenBarrierError as error:
        log(name, error)


async def main():
    barrier = asyncio.Barrier(3)
    tasks = [asyncio.create_task(walker(name, barrier)) for name in "ab"]
    await asyncio.sleep(1)
    await barrier.reset()
    await asyncio.wait(tasks)
    log(barrier.n_waiting, barrier.broken)
    tasks = [asyncio.create_task(walker(name, barrier)) for name in "cd"]
    await asyncio.sleep(1)
    log(barrier.n_waiting)
    await walker("e", barrier)
    await asyncio.wait(tasks)
    await barrier.reset()
    log(barrier.n_waiting, barrier.broken)


run(main)
