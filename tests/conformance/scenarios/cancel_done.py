"""A finished task cannot be cancelled; its result, its error or its cancel comes out at every await."""

import asyncio

from _virtual import Oops, log, run


async def ends(how):
    await asyncio.sleep(1)
    if how == "error":
        raise Oops("the end")
    if how == "cancel":
        raise asyncio.CancelledError
    return "the end"


async def main():
    for how in ("result", "error", "cancel"):
        task = asyncio.create_task(ends(how))
        await asyncio.wait([task])
        log(how, task.cancel("too late"), task.done(), task.cancelled())
        for _ in range(2):
            try:
                log("got", await task)
            except (Oops, asyncio.CancelledError) as error:
                log("raised", error)


run(main)
