"""A permit is released and the waiter it is meant for cancelled in the same turn: the permit goes on to the next."""

import asyncio

from _virtual import log, outcome, run


async def user(name, semaphore):
    async with semaphore:
        await asyncio.sleep(0.25)
        log(name, "works")


async def main():
    semaphore = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(user(name, semaphore)) for name in "abc"]
    await asyncio.sleep(1)
    semaphore.release()
    tasks[0].cancel()
    await asyncio.wait(tasks)
    log([outcome(task) for task in tasks], semaphore.locked())
    await semaphore.acquire()
    log(semaphore.locked())


run(main)
