"""A cancelled gather() cancels its children and ends with the first of them, or with the last under return_exceptions."""

import asyncio

from _virtual import log, outcome, run


async def part(name, cleanup, swallow=False):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        log(name, error)
        await asyncio.sleep(cleanup)
        log(name, "is clean")
        if not swallow:
            raise
    return name


async def main():
    for return_exceptions in (False, True):
        tasks = [
            asyncio.create_task(part("a", 1)),
            asyncio.create_task(part("b", 3)),
            asyncio.create_task(part("c", 2, swallow=return_exceptions)),
        ]
        gathered = asyncio.gather(*tasks, return_exceptions=return_exceptions)
        await asyncio.sleep(1)
        log("cancel", gathered.cancel(), gathered.done())
        try:
            log(await gathered)
        except asyncio.CancelledError as error:
            log("raised", error, gathered.cancelled())
        log([outcome(task) for task in tasks])
        await asyncio.sleep(5)
        log([outcome(task) for task in tasks])


run(main)
