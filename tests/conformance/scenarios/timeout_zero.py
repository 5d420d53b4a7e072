"""timeout(0) fires at the next wait, in the past as well; a body that never waits passes."""

import asyncio

from _virtual import log, run


async def main():
    for delay in (0, -1):
        for wait in (False, True):
            try:
                async with asyncio.timeout(delay) as timeout:
                    log("inside", timeout.expired())
                    if wait:
                        await asyncio.sleep(1)
                        log("never here")
                log("passed", timeout.expired())
            except TimeoutError as error:
                log(error, timeout.expired())
    try:
        async with asyncio.timeout(0):
            await asyncio.get_running_loop().create_future()
    except TimeoutError as error:
        log("future", error)
    log(asyncio.current_task().cancelling())


run(main)
