"""A barrier lets its parties go when the last has come, each with a number of its own, and begins again."""

import asyncio

from _virtual import log, run


async def walker(name, barrier, pause):
    for lap in range(3):
        await asyncio.sleep(pause)
        log(name, "comes", lap, barrier.n_waiting)
        index = await barrier.wait()
        numbers[lap].append(index)


numbers = [[], [], []]


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(
        walker("a", barrier, 1), walker("b", barrier, 0.5), walker("c", barrier, 1.75)
    )
    log([sorted(lap) for lap in numbers], barrier.n_waiting, barrier.broken)


run(main)
