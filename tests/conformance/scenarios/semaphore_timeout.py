"""Who waits for a permit for too long gets TimeoutError, and no permit is lost."""

import asyncio

from _virtual import log, run


async def user(name, semaphore, patience):
    try:
        await asyncio.wait_for(semaphore.acquire(), patience)
    except TimeoutError as error:
        log(name, error)
        return
    log(name, "enters")
    await asyncio.sleep(1 + patience / 4)
    semaphore.release()


async def main():
    semaphore = asyncio.BoundedSemaphore(2)
    patience = {"a": 5, "b": 6, "c": 1, "d": 1.5, "e": 7, "f": 8}
    await asyncio.gather(*(user(name, semaphore, time) for name, time in patience.items()))
    log(semaphore.locked())
    try:
        semaphore.release()
    except ValueError:
        log("all permits are back")


run(main)
