"""A semaphore lets in as many as it has permits, in the order in which they came."""

import asyncio

from _virtual import log, run


async def user(name, pause, semaphore):
    async with semaphore:
        log(name, "enters")
        await asyncio.sleep(pause)


async def main():
    semaphore = asyncio.Semaphore(2)
    pauses = {"a": 1, "b": 1.5, "c": 1, "d": 0.75, "e": 1}
    await asyncio.gather(*(user(*item, semaphore) for item in pauses.items()))
    log(semaphore.locked())


run(main)
