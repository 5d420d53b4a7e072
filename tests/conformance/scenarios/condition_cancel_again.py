"""Cancelled again while it waits for the lock, a waiter of a condition goes on waiting, and raises the last cancel."""

import asyncio

from _virtual import log, outcome, run


async def waiter(condition):
    async with condition:
        try:
            await condition.wait()
        except asyncio.CancelledError as error:
            log(error, condition.locked())
            raise


async def main():
    condition = asyncio.Condition()
    task = asyncio.create_task(waiter(condition))
    await asyncio.sleep(1)
    async with condition:
        task.cancel("first")
        await asyncio.sleep(1)
        task.cancel("second")
        await asyncio.sleep(1)
        task.cancel("third")
        await asyncio.sleep(1)
        log(outcome(task), task.cancelling())
    await asyncio.wait([task])
    log(condition.locked(), outcome(task))


run(main)
