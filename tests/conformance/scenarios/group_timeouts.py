# since 3.13
"""A timeout around a group, a group around timeouts: who is cancelled, and what comes out."""

import asyncio

from _virtual import log, run


async def child(name, delay, limit=None):
    try:
        async with asyncio.timeout(limit):
            await asyncio.sleep(delay)
            log(name, "ends")
    except (TimeoutError, asyncio.CancelledError) as error:
        log(name, error)
        raise


async def main():
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(2):
            async with asyncio.TaskGroup() as group:
                group.create_task(child("a", 1))
                group.create_task(child("b", 5))
    except TimeoutError as error:
        log("timeout around", error, task.cancelling())

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child("c", 5, 1))
            group.create_task(child("d", 5, 3))
    except* TimeoutError as errors:
        log("timeouts inside", errors, task.cancelling())

    try:
        async with asyncio.timeout(4):
            async with asyncio.TaskGroup() as group:
                group.create_task(child("e", 5))
                async with asyncio.timeout(1):
                    await asyncio.sleep(5)
    except* TimeoutError as errors:
        log("timeout of the body", errors, task.cancelling())


run(main)
