"""A cancelled waiter takes no permit with it."""

import asyncio

from _virtual import log, outcome, run


async def user(name, pause, semaphore):
    async with semaphore:
        log(name, "enters")
        await asyncio.sleep(pause)


async def main():
    semaphore = asyncio.Semaphore(2)
    pauses = {"a": 1, "b": 1.25, "c": 1, "d": 2, "e": 1, "f": 1}
    tasks = [asyncio.create_task(user(*item, semaphore)) for item in pauses.items()]
    await asyncio.sleep(0.5)
    tasks[2].cancel()
    tasks[4].cancel()
    await asyncio.wait(tasks)
    log([outcome(task) for task in tasks], semaphore.locked())
    await semaphore.acquire()
    await semaphore.acquire()
    log(semaphore.locked())


run(main)
