"""Results come in the order of the arguments, whatever the order of completion."""

import asyncio

from _virtual import log, run


async def square(n, delay):
    await asyncio.sleep(delay)
    log("squared", n)
    return n * n


async def main():
    log(await asyncio.gather(square(1, 3), square(2, 1), square(3, 2)))
    task = asyncio.create_task(square(4, 2))
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(1, future.set_result, "set")
    log(await asyncio.gather(future, task, square(5, 0.5)))
    log(await asyncio.gather(task, future, task, task))
    log(await asyncio.gather())
    nested = asyncio.gather(
        asyncio.gather(square(1, 1), square(2, 0.5)),
        asyncio.gather(square(3, 0.25)),
    )
    log(await nested, nested.done())


run(main)
