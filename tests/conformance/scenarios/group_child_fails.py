"""A child's error cancels the siblings and the body once, and comes out when the last has ended."""

import asyncio

from _virtual import Oops, log, outcome, run


async def child(name, delay, cleanup):
    try:
        await asyncio.sleep(delay)
        log(name, "fails")
        raise Oops(name)
    except asyncio.CancelledError:
        await asyncio.sleep(cleanup)
        log(name, "is clean")
        raise


async def main():
    task = asyncio.current_task()
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(child("a", 5, 2)),
                group.create_task(child("b", 1, 0)),
                group.create_task(child("c", 5, 1)),
            ]
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                log("body cancelled", task.cancelling())
                await asyncio.sleep(0.5)
                log("body is clean")
                raise
    except* Oops as errors:
        log("raised", errors, task.cancelling())
    log([outcome(task) for task in tasks], [task.cancelling() for task in tasks])


run(main)
