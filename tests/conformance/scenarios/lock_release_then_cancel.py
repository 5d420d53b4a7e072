"""A lock is released and the waiter it is meant for cancelled in the same turn: it does no work, and the next goes on."""

import asyncio

from _virtual import log, outcome, run


async def user(name, lock):
    async with lock:
        await asyncio.sleep(0.25)
        log(name, "works")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(user(name, lock)) for name in "abc"]
    await asyncio.sleep(1)
    lock.release()
    tasks[0].cancel()
    await asyncio.wait(tasks)
    log(lock.locked(), [outcome(task) for task in tasks])


run(main)
