"""Who releases a lock and wants it back at once waits behind those who have waited."""

import asyncio

from _virtual import log, run


async def waiter(name, lock):
    async with lock:
        log(name, "enters")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(waiter(name, lock)) for name in "ab"]
    await asyncio.sleep(1)
    lock.release()
    await lock.acquire()
    log("back again")
    lock.release()
    await asyncio.wait(tasks)


run(main)
