"""An inner task that swallows the timeout's cancel gives its value, one that fails in cleanup its error."""

import asyncio

from _virtual import Oops, log, run


async def stubborn(end):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(2)
        if end == "value":
            return "late value"
        if end == "error":
            raise Oops("in cleanup")
        raise


async def main():
    for end in ("value", "error", "cancel"):
        for as_task in (False, True):
            aw = stubborn(end)
            if as_task:
                aw = asyncio.create_task(aw)
            try:
                log(end, as_task, await asyncio.wait_for(aw, 1))
            except (TimeoutError, Oops) as error:
                log(end, as_task, "raised", error)
            await asyncio.sleep(0.5)
    log(asyncio.current_task().cancelling())


run(main)
