"""Three timeouts, each order of deadlines: which one raises where, and what cancelling() says there."""

import asyncio

from _virtual import log, run


async def level(limits, depth=0):
    if depth == len(limits):
        await asyncio.sleep(10)
        return
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(limits[depth]):
            await level(limits, depth + 1)
    except (TimeoutError, asyncio.CancelledError) as error:
        log("level", depth, error, task.cancelling())
        await asyncio.sleep(0.125)
        raise


async def main():
    for limits in ((3, 2, 1), (1, 2, 3), (2, 1, 3), (2, 3, 1)):
        log(limits)
        try:
            await level(limits)
        except TimeoutError as error:
            log("main", error, asyncio.current_task().cancelling())


run(main)
