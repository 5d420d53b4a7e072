"""Only a CancelledError that leaves the body makes a task cancelled: a result or an error replaces it."""

import asyncio

from _virtual import Oops, log, outcome, run


async def worker(answer):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        if answer == "error":
            raise Oops("instead")
        if answer == "result":
            return "instead"
        raise


async def by_hand():
    await asyncio.sleep(0.5)
    raise asyncio.CancelledError("by hand")


async def main():
    for answer in ("error", "result", "nothing"):
        task = asyncio.create_task(worker(answer))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        log(answer, outcome(task), task.cancelled(), task.cancelling())
    task = asyncio.create_task(by_hand())
    try:
        await task
    except asyncio.CancelledError as error:
        log(error, task.cancelled(), task.cancelling())
    log("main is well", asyncio.current_task().cancelling())


run(main)
