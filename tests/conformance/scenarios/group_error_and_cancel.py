# since 3.13
"""A child's error and a cancel from outside: the error comes out, and the next wait raises the cancel."""

import asyncio

from _virtual import Oops, log, outcome, run


async def child(error, cleanup):
    try:
        await asyncio.sleep(1)
        if error:
            raise error
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)


async def parent():
    task = asyncio.current_task()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child(Oops("child"), 0))
            group.create_task(child(None, 3))
    except* Oops as errors:
        log("raised", errors, task.cancelling())
    try:
        await asyncio.sleep(1)
        log("never here")
    except asyncio.CancelledError as error:
        log("next wait", error, task.cancelling())
        raise


async def main():
    task = asyncio.create_task(parent())
    await asyncio.sleep(2)
    log("cancel", task.cancel())
    await asyncio.wait([task])
    log(outcome(task), task.cancelling())


run(main)
