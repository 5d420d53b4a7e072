"""The first in line is cancelled, and the lock released in the same turn: it goes to the second."""

import asyncio

from _virtual import log, outcome, run


async def user(name, lock):
    async with lock:
        log(name, "enters")
        await asyncio.sleep(1)
        log(name, "leaves")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(user(name, lock)) for name in "abc"]
    await asyncio.sleep(1)
    tasks[0].cancel()
    lock.release()
    await asyncio.wait(tasks)
    log(lock.locked(), [outcome(task) for task in tasks])


run(main)
