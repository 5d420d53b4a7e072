"""The block form of timeout(), in TypeScript `await using`, means the same, nested and in sequence."""

import asyncio

from _virtual import log, run


async def limited(delay, limit):
    async with asyncio.timeout(limit):
        log("sleeps", delay)
        await asyncio.sleep(delay)
        log("slept", delay)


async def nested(inner, outer):
    async with asyncio.timeout(outer):
        try:
            await limited(10, inner)
        except TimeoutError as error:
            log("between", error)
        await asyncio.sleep(1)
        log("the outer block ends")


async def main():
    for delay, limit in ((1, 2), (2, 1)):
        try:
            await limited(delay, limit)
        except TimeoutError as error:
            log(error)
    for inner, outer in ((1, 5), (5, 1), (1, 1.5)):
        try:
            await nested(inner, outer)
        except TimeoutError as error:
            log("outside", error)
    log(asyncio.current_task().cancelling())


run(main)
