"""A group that is aborting refuses new tasks, and a child that swallows its cancel is waited for."""

import asyncio

from _virtual import Oops, log, outcome, run


async def fails():
    await asyncio.sleep(1)
    raise Oops("child")


async def stubborn(group):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log("stubborn goes on")
    coro = fails()
    try:
        group.create_task(coro)
    except RuntimeError as error:
        log("refused", error)
        coro.close()
    await asyncio.sleep(2)
    log("stubborn ends")
    return "value"


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(stubborn(group))
            group.create_task(fails())
    except* Oops as errors:
        log(errors, outcome(task))


run(main)
