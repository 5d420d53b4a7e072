"""A task that cancels the one awaiting it is cancelled itself, at its next await."""

import asyncio

from _virtual import log, outcome, run


async def child(parent):
    await asyncio.sleep(1)
    log("child cancels its parent", parent.cancel("by my child"))
    log("child still runs", asyncio.current_task().cancelling())
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        log("child caught", error)
        await asyncio.sleep(1)
        return "child's result"


async def parent():
    task = asyncio.create_task(child(asyncio.current_task()))
    try:
        log("parent got", await task)
        await asyncio.sleep(1)
        return "parent's result"
    except asyncio.CancelledError as error:
        log("parent caught", error)
        raise


async def main():
    task = asyncio.create_task(parent())
    await asyncio.wait([task])
    log(outcome(task), task.cancelling())


run(main)
