"""A waiter is notified and cancelled in the same turn: what it was notified of is dealt with, by whomever."""

import asyncio

from _virtual import log, outcome, run


async def consumer(condition, items):
    async with condition:
        await condition.wait_for(lambda: items)
        log("somebody takes", items.pop())
        await asyncio.sleep(0.25)


async def main():
    condition = asyncio.Condition()
    items = []
    tasks = [asyncio.create_task(consumer(condition, items)) for _ in range(4)]
    await asyncio.sleep(1)
    async with condition:
        items.append("apple")
        condition.notify()
        tasks[0].cancel()
    await asyncio.sleep(1)
    log(outcome(tasks[0]), items, condition.locked())
    async with condition:
        items.append("pear")
        tasks[2].cancel()
        condition.notify()
    await asyncio.sleep(1)
    log(outcome(tasks[2]), items, condition.locked())
    for task in tasks:
        task.cancel()


run(main)
