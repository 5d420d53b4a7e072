"""An error of the body stays itself, before the deadline and instead of the timeout's cancel."""

import asyncio

from _virtual import Oops, log, run


async def body(how):
    try:
        await asyncio.sleep(0.5 if how == "early" else 10)
        raise Oops("early")
    except asyncio.CancelledError:
        if how == "instead":
            raise Oops("instead")
        if how == "swallowed":
            await asyncio.sleep(1)
            return "swallowed"
        if how == "other cancel":
            raise asyncio.CancelledError("other")
        raise


async def main():
    for how in ("early", "instead", "swallowed", "other cancel", "plain"):
        result = None
        try:
            async with asyncio.timeout(1) as timeout:
                result = await body(how)
        except (Oops, TimeoutError, asyncio.CancelledError) as error:
            result = error
        log(how, result, timeout.expired(), asyncio.current_task().cancelling())
        await asyncio.sleep(0.25)


run(main)
