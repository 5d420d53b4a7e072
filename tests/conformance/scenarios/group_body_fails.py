"""An error of the body cancels the children and joins their errors in the group."""

import asyncio

from _virtual import Oops, log, outcome, run


async def child(name, cleanup, error=None):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        log(name, "ends")
        if error:
            raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 2))
            group.create_task(child("b", 1, Oops("b")))
            await asyncio.sleep(1)
            log("body fails")
            raise Oops("body")
    except* Oops as errors:
        log(errors)
    log(asyncio.current_task().cancelling())
    try:
        async with asyncio.TaskGroup() as group:
            unstarted = group.create_task(child("never", 0))
            raise Oops("at once")
    except* Oops as errors:
        log(errors, outcome(unstarted))


run(main)
