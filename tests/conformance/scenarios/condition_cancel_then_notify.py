"""A waiter is cancelled and the next one notified in the same turn: the notification is not wasted on the first."""

import asyncio

from _virtual import log, outcome, run


async def waiter(name, condition, state):
    async with condition:
        await condition.wait_for(lambda: state["open"])
        log(name, "goes through")


async def main():
    condition = asyncio.Condition()
    state = {"open": False}
    tasks = [asyncio.create_task(waiter(name, condition, state)) for name in "ab"]
    await asyncio.sleep(1)
    async with condition:
        state["open"] = True
        tasks[0].cancel()
        condition.notify()
    await asyncio.wait(tasks)
    log([outcome(task) for task in tasks], condition.locked())


run(main)
