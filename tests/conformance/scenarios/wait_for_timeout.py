"""wait_for() cancels what it waits for, and raises TimeoutError only when that has ended."""

import asyncio

from _virtual import log, outcome, run


async def slow(name, cleanup):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log(name, "cancelled", asyncio.current_task().cancelling())
        await asyncio.sleep(cleanup)
        log(name, "is clean")
        raise


async def main():
    log(await asyncio.wait_for(asyncio.sleep(1, "in time"), 2))
    log(await asyncio.wait_for(asyncio.sleep(1, "no limit"), None))
    for cleanup in (0, 3):
        try:
            await asyncio.wait_for(slow("coroutine", cleanup), 1)
        except TimeoutError as error:
            log("raised", error)
    task = asyncio.create_task(slow("task", 1))
    try:
        await asyncio.wait_for(task, 1)
    except TimeoutError as error:
        log("raised", error, outcome(task), task.cancelling())
    future = asyncio.get_running_loop().create_future()
    try:
        await asyncio.wait_for(future, 1)
    except TimeoutError as error:
        log("raised", error, outcome(future))
    log("main", asyncio.current_task().cancelling())


run(main)
