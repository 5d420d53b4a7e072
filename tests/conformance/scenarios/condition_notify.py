"""notify(n) wakes those who have waited longest, one after the other as the lock becomes free; notify_all() wakes the rest."""

import asyncio

from _virtual import log, run


async def waiter(name, condition):
    async with condition:
        await condition.wait()
        log(name, "has the lock")
        await asyncio.sleep(0.25)


async def main():
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waiter(name, condition)) for name in "abcde"]
    for count in (1, 2):
        await asyncio.sleep(1)
        async with condition:
            condition.notify(count)
            log("notified", count)
    await asyncio.sleep(1)
    async with condition:
        condition.notify_all()
    await asyncio.wait(tasks)
    log(condition.locked())


run(main)
