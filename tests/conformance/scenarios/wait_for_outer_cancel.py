"""A cancel from outside goes through wait_for() and stays a cancel, before the timeout and during its cleanup."""

import asyncio

from _virtual import log, outcome, run


async def inner(cleanup):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        log("inner", error)
        await asyncio.sleep(cleanup)
        log("inner is clean")
        raise


async def outer(cleanup):
    try:
        await asyncio.wait_for(inner(cleanup), 2)
    except (TimeoutError, asyncio.CancelledError) as error:
        log("outer", error, asyncio.current_task().cancelling())
        raise


async def main():
    for cleanup, pause in ((0.5, 1), (2, 1), (2, 3)):
        task = asyncio.create_task(outer(cleanup))
        await asyncio.sleep(pause)
        log("cancel", task.cancel("from outside"))
        await asyncio.wait([task])
        log(outcome(task))


run(main)
