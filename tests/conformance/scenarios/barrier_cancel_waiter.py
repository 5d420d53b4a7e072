"""A cancelled waiter leaves its place at the barrier free: another one has to come."""

import asyncio

from _virtual import log, outcome, run


async def walker(name, barrier):
    await barrier.wait()
    log(name, "goes on")


async def main():
    barrier = asyncio.Barrier(3)
    tasks = [asyncio.create_task(walker(name, barrier)) for name in "ab"]
    await asyncio.sleep(1)
    log(barrier.n_waiting)
    tasks[0].cancel()
    await asyncio.sleep(1)
    log(barrier.n_waiting)
    tasks.append(asyncio.create_task(walker("c", barrier)))
    await asyncio.sleep(1)
    log(barrier.n_waiting, [outcome(task) for task in tasks])
    await barrier.wait()
    await asyncio.wait(tasks)
    log(barrier.n_waiting, [outcome(task) for task in tasks])


run(main)
