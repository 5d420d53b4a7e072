"""Whoever fails with the lock lets go of it: the next one enters."""

import asyncio

from _virtual import Oops, log, outcome, run


async def user(name, lock):
    async with lock:
        log(name, "enters")
        await asyncio.sleep(1)
        raise Oops(name)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(user(name, lock)) for name in "abc"]
    await asyncio.wait(tasks)
    log(lock.locked(), [outcome(task) for task in tasks])


run(main)
