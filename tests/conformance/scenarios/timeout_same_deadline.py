"""Nested timeouts of one deadline: all have expired, only the outermost raises."""

import asyncio

from _virtual import log, run


async def main():
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout_at(loop.time() + 1) as outer:
            try:
                async with asyncio.timeout_at(loop.time() + 1) as inner:
                    await asyncio.sleep(10)
            except (TimeoutError, asyncio.CancelledError) as error:
                log("between", error, task.cancelling())
                raise
    except TimeoutError as error:
        log("outside", error, task.cancelling())
    log(inner.expired(), outer.expired())


run(main)
