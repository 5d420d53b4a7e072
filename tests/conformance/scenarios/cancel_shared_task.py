"""Cancelling one of two who await a task cancels that task, and the other sees it without being cancelled itself."""

import asyncio

from _virtual import log, outcome, run


async def shared():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(1)
        log("shared ends")


async def waiter(name, task, pause):
    try:
        await task
    except asyncio.CancelledError as error:
        await asyncio.sleep(pause)
        log(name, error, asyncio.current_task().cancelling())
        if asyncio.current_task().cancelling():
            raise
    return f"{name} goes on"


async def main():
    task = asyncio.create_task(shared())
    first = asyncio.create_task(waiter("first", task, 0.25))
    second = asyncio.create_task(waiter("second", task, 0.5))
    await asyncio.sleep(1)
    first.cancel()
    await asyncio.wait([first, second])
    for task in (task, first, second):
        log(outcome(task), task.cancelling())


run(main)
