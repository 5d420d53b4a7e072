"""A tree of groups: one leaf fails, the others are cancelled, and the error comes up wrapped once a level."""

import asyncio

from _virtual import Oops, log, outcome, run


async def leaf(number, bad):
    try:
        await asyncio.sleep(1 if number == bad else 10)
    except asyncio.CancelledError:
        await asyncio.sleep((number + 1) / 8)
        log("leaf", number, "cancelled")
        raise
    raise Oops(f"leaf {number}")


async def branch(first, size, bad):
    try:
        async with asyncio.TaskGroup() as group:
            if size == 2:
                group.create_task(leaf(first, bad))
                group.create_task(leaf(first + 1, bad))
            else:
                group.create_task(branch(first, size // 2, bad))
                group.create_task(branch(first + size // 2, size // 2, bad))
    except* Oops as errors:
        log("branch", first, size, errors)
        raise


async def main():
    for bad in (5, 0, None):
        task = asyncio.create_task(branch(0, 8, bad))
        handle = asyncio.get_running_loop().call_later(5, task.cancel)
        await asyncio.wait([task])
        handle.cancel()
        log(outcome(task))


run(main)
