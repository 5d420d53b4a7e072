"""reschedule() moves the deadline later, earlier, into the past or away; after the block it is refused."""

import asyncio

from _virtual import log, run


async def main():
    loop = asyncio.get_running_loop()

    async with asyncio.timeout(1) as timeout:
        await asyncio.sleep(0.5)
        timeout.reschedule(loop.time() + 2)
        log("later", timeout.when())
        await asyncio.sleep(1.5)
    log("left", timeout.expired())

    try:
        async with asyncio.timeout(10) as timeout:
            timeout.reschedule(loop.time() + 0.5)
            log("earlier", timeout.when())
            await asyncio.sleep(5)
    except TimeoutError as error:
        log(error)

    async with asyncio.timeout(1) as timeout:
        timeout.reschedule(None)
        log("away", timeout.when())
        await asyncio.sleep(5)
    log("left", timeout.expired())

    try:
        async with asyncio.timeout(None) as timeout:
            timeout.reschedule(loop.time() - 1)
            log("past", timeout.when())
            await asyncio.sleep(5)
    except TimeoutError as error:
        log(error)

    try:
        timeout.reschedule(100)
    except RuntimeError as error:
        log("too late", error, timeout.expired())


run(main)
