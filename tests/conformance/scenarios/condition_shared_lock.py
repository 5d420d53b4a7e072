"""Two conditions share a lock: the notification of one does not wake those who wait for the other."""

import asyncio

from _virtual import log, run


async def waiter(name, condition):
    async with condition:
        await condition.wait()
        log(name, "has the lock")
        await asyncio.sleep(0.25)


async def main():
    lock = asyncio.Lock()
    full, empty = asyncio.Condition(lock), asyncio.Condition(lock)
    tasks = [
        asyncio.create_task(waiter(name, condition))
        for name, condition in (("a", full), ("b", empty), ("c", full))
    ]
    await asyncio.sleep(1)
    async with empty:
        empty.notify_all()
        log("empty")
        await asyncio.sleep(1)
    await asyncio.sleep(1)
    async with lock:
        full.notify_all()
        log("full", full.locked(), empty.locked())
    await asyncio.wait(tasks)
    for condition in (full, empty):
        try:
            condition.notify()
        except RuntimeError as error:
            log(error)


run(main)
