"""A cancel from outside ends a staggered race with all who run in it, and no new one starts."""

import asyncio
from asyncio.staggered import staggered_race

from _virtual import log, outcome, run


def runner(name, cleanup):
    async def runs():
        log(name, "starts")
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(cleanup)
            log(name, "ends")

    return runs


async def main():
    runners = (runner("a", 0.75), runner("b", 0.25), runner("c", 0.25))
    task = asyncio.create_task(staggered_race(runners, 1))
    await asyncio.sleep(1.5)
    task.cancel()
    await asyncio.sleep(5)
    log(outcome(task), task.cancelling())


run(main)
