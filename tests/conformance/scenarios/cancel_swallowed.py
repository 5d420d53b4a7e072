"""A task may refuse a cancel, several times; cancel() answers true until the task is done."""

import asyncio

from _virtual import log, run


async def stubborn():
    for _ in range(3):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            log("swallowed", error)
    return "done all the same"


async def main():
    task = asyncio.create_task(stubborn())
    for turn in range(1, 5):
        await asyncio.sleep(1)
        log("cancel", task.cancel(f"turn {turn}"), task.cancelling())
    log(task.cancelled(), await task)


run(main)
