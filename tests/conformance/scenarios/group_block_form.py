# since 3.13
"""The block form of a group, in TypeScript `await using`, joins, fails and is cancelled in the same way."""

import asyncio

from _virtual import Oops, log, outcome, run


async def child(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
        log(name, "ends")
    except asyncio.CancelledError:
        log(name, "cancelled")
        raise
    if error:
        raise error


async def joins():
    async with asyncio.TaskGroup() as group:
        group.create_task(child("a", 2))
        group.create_task(child("b", 1))
        log("body ends")


async def fails_in_body():
    async with asyncio.TaskGroup() as group:
        group.create_task(child("c", 1, Oops("c")))
        group.create_task(child("d", 2))
        await asyncio.sleep(5)
        log("never here")


async def fails_at_exit():
    async with asyncio.TaskGroup() as group:
        group.create_task(child("e", 1, Oops("e")))
        group.create_task(child("f", 2))


async def is_cancelled():
    async with asyncio.TaskGroup() as group:
        group.create_task(child("g", 4))
        await asyncio.sleep(5)


async def main():
    for body in (joins, fails_in_body, fails_at_exit, is_cancelled):
        task = asyncio.create_task(body())
        handle = asyncio.get_running_loop().call_later(3, task.cancel)
        await asyncio.wait([task])
        handle.cancel()
        log(outcome(task), task.cancelling())


run(main)
