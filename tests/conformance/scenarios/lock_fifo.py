"""A lock goes to those who wait in the order in which they came; who comes back at once stands at the end."""

import asyncio

from _virtual import log, run


async def user(name, lock):
    for turn in range(2):
        async with lock:
            log(name, "enters", turn)
            await asyncio.sleep(1)


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(user(name, lock) for name in "abc"))
    log(lock.locked())


run(main)
