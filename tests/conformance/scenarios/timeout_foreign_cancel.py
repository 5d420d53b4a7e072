"""A cancel that is not the timeout's stays a cancel, even when the timeout fires during its cleanup."""

import asyncio

from _virtual import log, outcome, run


async def worker(cleanup):
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(2) as timeout:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as error:
                log("inside", error, task.cancelling())
                await asyncio.sleep(cleanup)
                log("cleaned up")
                raise
    except (TimeoutError, asyncio.CancelledError) as error:
        log("outside", error, task.cancelling(), timeout.expired())
        raise


async def main():
    for cleanup, pause in ((0.5, 1), (5, 1), (2, 3)):
        task = asyncio.create_task(worker(cleanup))
        await asyncio.sleep(pause)
        task.cancel("foreign")
        await asyncio.wait([task])
        log(outcome(task), task.cancelling())


run(main)
