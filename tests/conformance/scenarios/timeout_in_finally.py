"""A timeout in the cleanup of a cancelled task, or of an expired timeout, works as anywhere."""

import asyncio

from _virtual import log, outcome, run


async def cleanup(limit):
    try:
        async with asyncio.timeout(limit):
            await asyncio.sleep(1)
            log("cleanup done")
    except TimeoutError as error:
        log("cleanup", error, asyncio.current_task().cancelling())


async def worker(limit):
    try:
        await asyncio.sleep(10)
    finally:
        await cleanup(limit)


async def main():
    for limit in (2, 0.5):
        task = asyncio.create_task(worker(limit))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        log("task", outcome(task), task.cancelling())
        try:
            async with asyncio.timeout(1):
                await worker(limit)
        except TimeoutError as error:
            log("timeout", error, asyncio.current_task().cancelling())


run(main)
