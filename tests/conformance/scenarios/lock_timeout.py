"""Who waits for a lock for too long gets TimeoutError, and the lock passes it by."""

import asyncio

from _virtual import log, run


async def user(name, lock, patience):
    try:
        async with asyncio.timeout(patience):
            await lock.acquire()
    except TimeoutError as error:
        log(name, error)
        return
    log(name, "enters")
    await asyncio.sleep(1)
    lock.release()


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(
        user("a", lock, 10),
        user("b", lock, 1.5),
        user("c", lock, 1.75),
        user("d", lock, 10),
    )
    log(lock.locked())


run(main)
