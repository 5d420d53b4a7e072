"""timeout() turns its own cancel into a TimeoutError when the block is left; inside, it is a CancelledError."""

import asyncio

from _virtual import log, run


async def main():
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(1) as timeout:
            log("inside", timeout.when(), timeout.expired())
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as error:
                log("inside", error, task.cancelling(), timeout.expired())
                await asyncio.sleep(1)
                log("cleaned up", timeout.expired())
                raise
    except TimeoutError as error:
        log("outside", error, task.cancelling(), timeout.expired())
    async with asyncio.timeout(1) as timeout:
        await asyncio.sleep(0.5)
    log("in time", timeout.expired())
    async with asyncio.timeout(None) as timeout:
        await asyncio.sleep(3)
    log("no limit", timeout.when(), timeout.expired())
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 2):
            await asyncio.sleep(10)
    except TimeoutError as error:
        log("at a time", error)


run(main)
