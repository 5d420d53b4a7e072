"""A cancel and three kinds of ends for a task in wait_for() in a group in a timeout."""

import asyncio

from _virtual import Oops, log, outcome, run


async def leaf(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        await asyncio.sleep(0.25)
        log(name, "cancelled", asyncio.current_task().cancelling())
        raise
    if error:
        raise error
    return name


async def worker(delay, wait, limit, error=None):
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(limit):
            async with asyncio.TaskGroup() as group:
                child = group.create_task(leaf("child", delay, error))
                log("got", await asyncio.wait_for(child, wait))
    except (TimeoutError, ExceptionGroup, asyncio.CancelledError) as error:
        log("worker", error, task.cancelling())
        raise


async def main():
    cases = (
        (1, 2, 3, None),
        (5, 1, 3, None),
        (5, 3, 1, None),
        (1, 2, 3, Oops("leaf")),
        (5, 6, 7, None),
    )
    for case in cases:
        log(case)
        task = asyncio.create_task(worker(*case))
        handle = asyncio.get_running_loop().call_later(4, task.cancel, "late")
        await asyncio.wait([task])
        handle.cancel()
        log(outcome(task), task.cancelling())


run(main)
