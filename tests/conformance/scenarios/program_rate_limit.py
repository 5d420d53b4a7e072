"""A program: a semaphore bounds the calls, a lock the log, and a call that is given up frees its place at once."""

import asyncio

from _virtual import log, outcome, run


async def call(name, slots, page, took):
    async with slots:
        try:
            async with asyncio.timeout(2):
                await asyncio.sleep(took)
        except TimeoutError:
            took = None
    async with page:
        await asyncio.sleep(0.25)
        log(name, took)


async def main():
    slots, page = asyncio.Semaphore(2), asyncio.Lock()
    times = {"a": 1, "b": 3, "c": 0.5, "d": 9, "e": 1.25, "f": 0.75}
    tasks = [asyncio.create_task(call(name, slots, page, took)) for name, took in times.items()]
    await asyncio.sleep(0.75)
    tasks[4].cancel()
    await asyncio.wait(tasks)
    log(slots.locked(), page.locked(), [outcome(task) for task in tasks])


run(main)
