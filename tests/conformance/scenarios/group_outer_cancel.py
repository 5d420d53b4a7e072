"""A cancel from outside cancels the children, waits for them, and leaves the group as it came."""

import asyncio

from _virtual import log, outcome, run


async def child(name, cleanup):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        log(name, "ends")


async def parent(body):
    task = asyncio.current_task()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 1))
            group.create_task(child("b", 2))
            await asyncio.sleep(body)
            log("body ends")
    except asyncio.CancelledError as error:
        log("parent", error, task.cancelling())
        raise


async def main():
    for body in (0.5, 5):
        task = asyncio.create_task(parent(body))
        await asyncio.sleep(1)
        task.cancel("from outside")
        await asyncio.wait([task])
        log(outcome(task), task.cancelling())


run(main)
