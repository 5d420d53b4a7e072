"""A child that is cancelled, or cancels itself, is no error: the others and the body go on."""

import asyncio

from _virtual import log, outcome, run


async def child(name, delay):
    try:
        await asyncio.sleep(delay)
        log(name, "ends")
    except asyncio.CancelledError as error:
        log(name, error)
        raise


async def gives_up():
    await asyncio.sleep(1.5)
    raise asyncio.CancelledError("by hand")


async def main():
    async with asyncio.TaskGroup() as group:
        first = group.create_task(child("first", 10))
        group.create_task(child("second", 3))
        third = group.create_task(gives_up())
        await asyncio.sleep(1)
        first.cancel("not needed")
        await asyncio.sleep(1)
        log("body ends", outcome(first), outcome(third))
    log("left", asyncio.current_task().cancelling())

    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(child("awaited", 10))
            asyncio.get_running_loop().call_later(1, task.cancel)
            await task
    except asyncio.CancelledError as error:
        log("a body that awaits it is cancelled", error)


run(main)
