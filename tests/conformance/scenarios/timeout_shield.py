"""A timeout over shield() gives up waiting; the work goes on, and can be waited for again."""

import asyncio

from _virtual import log, outcome, run


async def work():
    try:
        await asyncio.sleep(3)
        return "worked"
    finally:
        log("work ends")


async def main():
    task = asyncio.create_task(work())
    for attempt in range(3):
        try:
            async with asyncio.timeout(1.25):
                log("got", await asyncio.shield(task))
        except TimeoutError as error:
            log("attempt", attempt, error, outcome(task), task.cancelling())


run(main)
