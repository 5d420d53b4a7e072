"""Who waits at a barrier for too long breaks it for all: the usual way to give up together."""

import asyncio

from _virtual import log, run


async def walker(name, barrier, patience):
    try:
        async with asyncio.timeout(patience):
            await barrier.wait()
        log(name, "goes on")
    except TimeoutError as error:
        log(name, error, barrier.n_waiting)
        await barrier.abort()
    except asyncio.BrokenBarrierError as error:
        log(name, error)


async def main():
    barrier = asyncio.Barrier(4)
    await asyncio.gather(
        walker("a", barrier, 3), walker("b", barrier, 1), walker("c", barrier, 2)
    )
    log(barrier.broken, barrier.n_waiting)


run(main)
