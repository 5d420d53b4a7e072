"""Nested wait_for(): the shorter one raises first, wherever it is, and each cleans up in turn."""

import asyncio

from _virtual import log, outcome, run


async def inner(name):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.5)
        log(name, "is clean")


async def middle(name, timeout):
    try:
        await asyncio.wait_for(inner(name), timeout)
    except TimeoutError as error:
        log(name, "middle", error)
        await asyncio.sleep(0.25)
        return "middle's value"
    except asyncio.CancelledError as error:
        log(name, "middle", error)
        raise


async def main():
    for name, short, long in (("inner", 1, 4), ("outer", 4, 1)):
        try:
            log(name, await asyncio.wait_for(middle(name, short), long))
        except TimeoutError as error:
            log(name, "main", error)
    task = asyncio.create_task(inner("task"))
    try:
        await asyncio.wait_for(asyncio.wait_for(asyncio.wait_for(task, 5), 2), 7)
    except TimeoutError as error:
        log("three deep", error, outcome(task), task.cancelling())


run(main)
