"""wait_for() asks its predicate at once and after each notification, with the lock, and gives what it returned."""

import asyncio

from _virtual import log, run


async def waiter(condition, state):
    def predicate():
        log("asked", state["level"], condition.locked())
        return state["level"] >= 3 and f"level {state['level']}"

    async with condition:
        log(await condition.wait_for(predicate))


async def main():
    condition = asyncio.Condition()
    state = {"level": 0}
    task = asyncio.create_task(waiter(condition, state))
    for level in (1, 2, 4, 5):
        await asyncio.sleep(1)
        async with condition:
            state["level"] = level
            condition.notify_all()
    await task
    async with condition:
        log(await condition.wait_for(lambda: "at once"))


run(main)
