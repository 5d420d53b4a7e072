"""A task that cancels itself is cancelled at its next await, or when it returns without one."""

import asyncio

from _virtual import log, outcome, run


async def at_return():
    asyncio.current_task().cancel("at return")
    log("returns")
    return "lost"


async def at_await():
    asyncio.current_task().cancel("at await")
    log("awaits")
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        log("caught", error)
        raise


async def at_zero():
    asyncio.current_task().cancel("at sleep(0)")
    try:
        await asyncio.sleep(0)
        log("never here")
    except asyncio.CancelledError as error:
        log("caught", error)
    await asyncio.sleep(1)
    return "kept"


async def in_finally():
    try:
        return "lost"
    finally:
        asyncio.current_task().cancel("in finally")
        try:
            await asyncio.sleep(1)
        finally:
            log("left")


async def main():
    for body in (at_return, at_await, at_zero, in_finally):
        task = asyncio.create_task(body())
        await asyncio.wait([task])
        log(outcome(task), task.cancelling())


run(main)
