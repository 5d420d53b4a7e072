"""Groups and timeouts, mixed and however deep, leave cancelling() as they found it."""

import asyncio

from _virtual import Oops, log, run


async def fails(delay):
    await asyncio.sleep(delay)
    raise Oops(f"after {delay}")


async def main():
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(5):
            async with asyncio.TaskGroup() as group:
                group.create_task(fails(1))
                try:
                    async with asyncio.timeout(3):
                        await asyncio.sleep(10)
                finally:
                    log("inside", task.cancelling())
    except* Oops as errors:
        log(errors, task.cancelling())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(2))
            async with asyncio.timeout(1):
                await asyncio.sleep(10)
    except* TimeoutError as errors:
        log(errors, task.cancelling())
    try:
        async with asyncio.TaskGroup() as outer:
            async with asyncio.timeout(3):
                async with asyncio.TaskGroup() as inner:
                    inner.create_task(fails(2))
                    outer.create_task(fails(1))
                    try:
                        await asyncio.sleep(10)
                    finally:
                        log("inside", task.cancelling())
                        try:
                            await asyncio.sleep(10)
                        finally:
                            log("inside, still", task.cancelling())
    except* Oops as errors:
        log(errors, task.cancelling())
    await asyncio.sleep(1)
    log("goes on")


run(main)
