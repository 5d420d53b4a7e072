"""The outer timeout fires while the inner one is being cleaned up: the outer raises."""

import asyncio

from _virtual import log, run


async def main():
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(2) as outer:
            try:
                async with asyncio.timeout(1) as inner:
                    try:
                        await asyncio.sleep(10)
                    finally:
                        log("cleanup", task.cancelling())
                        try:
                            await asyncio.sleep(5)
                        finally:
                            log("cleanup cut short", task.cancelling())
            except (TimeoutError, asyncio.CancelledError) as error:
                log("between", error, task.cancelling())
                raise
    except TimeoutError as error:
        log("outside", error, task.cancelling())
    log(inner.expired(), outer.expired())
    await asyncio.sleep(1)
    log("goes on")


run(main)
