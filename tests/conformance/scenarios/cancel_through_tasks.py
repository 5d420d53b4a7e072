"""A cancel goes to the innermost wait; each level cleans up before the one above sees it."""

import asyncio

from _virtual import log, outcome, run


async def level(name, inner, cleanup):
    try:
        await inner
    except asyncio.CancelledError:
        log(name, "cleans up")
        await asyncio.sleep(cleanup)
        log(name, "is clean")
        raise


async def main():
    future = asyncio.get_running_loop().create_future()
    inner = asyncio.create_task(level("inner", future, 1))
    middle = asyncio.create_task(level("middle", inner, 2))
    outer = asyncio.create_task(level("outer", middle, 3))
    await asyncio.sleep(1)
    log("cancel", outer.cancel("stop"))
    log("future", outcome(future), "inner", outcome(inner))
    try:
        await outer
    except asyncio.CancelledError as error:
        log("main", error)
    for task in (inner, middle, outer):
        log(outcome(task), task.cancelling())


run(main)
