"""When all who wait for a lock are cancelled, it is free after its release."""

import asyncio

from _virtual import log, outcome, run


async def user(lock):
    async with lock:
        log("enters")


async def main():
    lock = asyncio.Lock()
    async with lock:
        tasks = [asyncio.create_task(user(lock)) for _ in range(4)]
        await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        log(lock.locked(), [outcome(task) for task in tasks])
    log(lock.locked())
    async with lock:
        log("taken")


run(main)
