"""A cancelled waiter of a condition has the lock when CancelledError comes out, though it has to wait for it."""

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
        task.cancel("while the lock is taken")
        await asyncio.sleep(1)
        log("letting go", outcome(task))
    await asyncio.wait([task])
    log(condition.locked(), outcome(task))


run(main)
