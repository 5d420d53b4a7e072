"""A task that swallowed a cancel, and keeps its count, still gets working timeouts."""

import asyncio

from _virtual import log, run


async def worker():
    task = asyncio.current_task()
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log("swallowed", task.cancelling())
    for turn in range(2):
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(10)
        except TimeoutError as error:
            log(error, task.cancelling())
    async with asyncio.timeout(5):
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(10)
        except TimeoutError as error:
            log("inner", error, task.cancelling())
        await asyncio.sleep(1)
        log("outer goes on")
    return "done"


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel()
    log(await task, task.cancelling())


run(main)
