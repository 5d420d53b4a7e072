"""Two parts of a gather() that wait on the same future: one cancel of the gather() reaches each of them once."""

import asyncio

from _virtual import log, run


async def part(name, cleanup, future):
    try:
        await future
    except asyncio.CancelledError:
        log(name, "cancelled", asyncio.current_task().cancelling())
        await asyncio.sleep(cleanup)
        log(name, "is clean")
        raise


async def main():
    future = asyncio.get_running_loop().create_future()
    both = asyncio.gather(part("a", 1, future), part("b", 2, future))
    await asyncio.sleep(1)
    both.cancel()
    try:
        await both
    except asyncio.CancelledError as error:
        log(error)
    await asyncio.sleep(5)

    task = asyncio.create_task(asyncio.sleep(10))
    both = asyncio.gather(part("c", 1, task), part("d", 2, task))
    await asyncio.sleep(1)
    both.cancel()
    try:
        await both
    except asyncio.CancelledError as error:
        log(error)
    await asyncio.sleep(5)


run(main)
