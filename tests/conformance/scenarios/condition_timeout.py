"""A wait for a condition that times out ends with the lock held; those who go on waiting are notified in order."""

import asyncio

from _virtual import log, run


async def waiter(name, condition, state, patience):
    async with condition:
        try:
            async with asyncio.timeout(patience):
                await condition.wait_for(lambda: state["level"] > 0)
        except TimeoutError as error:
            log(name, error, condition.locked())
        else:
            state["level"] -= 1
            log(name, "goes on")


async def main():
    condition = asyncio.Condition()
    state = {"level": 0}
    patience = {"a": 1, "b": 5, "c": 1.5, "d": 6}
    tasks = [
        asyncio.create_task(waiter(name, condition, state, time)) for name, time in patience.items()
    ]
    for _ in range(2):
        await asyncio.sleep(2)
        async with condition:
            state["level"] += 1
            condition.notify()
    await asyncio.wait(tasks)
    log(condition.locked())


run(main)
