"""An eager task that is cancelled right after its creation has begun already, so its cleanup runs."""

import asyncio

from _virtual import Oops, log, outcome, run


async def child(name, error=None):
    log(name, "starts")
    try:
        if error:
            raise error
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        log(name, error)
        await asyncio.sleep(1)
        raise
    finally:
        log(name, "ends")


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    task = asyncio.create_task(child("plain"))
    log("cancel", task.cancel("at once"), task.done())
    await asyncio.wait([task])
    log(outcome(task))

    gathered = asyncio.gather(child("left"), child("right"))
    log("cancel", gathered.cancel())
    try:
        await gathered
    except asyncio.CancelledError as error:
        log(error)

    failed = asyncio.create_task(child("failing", Oops("first step")))
    try:
        await failed
    except Oops as error:
        log("raised", error)

    try:
        async with asyncio.timeout(1):
            await asyncio.create_task(child("limited"))
    except TimeoutError as error:
        log(error)


run(main)
