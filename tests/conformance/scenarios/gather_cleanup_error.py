"""The first child to end decides what a cancelled gather() raises, an error or the cancel."""

import asyncio

from _virtual import Oops, log, run


async def part(name, cleanup, error):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        log(name, "ends")
        if error:
            raise error


async def main():
    for errors in ((None, Oops("second")), (Oops("first"), None)):
        gathered = asyncio.gather(part("first", 1, errors[0]), part("second", 2, errors[1]))
        await asyncio.sleep(1)
        gathered.cancel()
        try:
            await gathered
        except (Oops, asyncio.CancelledError) as error:
            log("raised", error, gathered.cancelled())
        await asyncio.sleep(5)


run(main)
