"""Tasks that share a future, and tasks that wait in a chain of them, wake first in, first out."""

import asyncio

from _virtual import log, run


async def waiter(name, future, next_future):
    log(name, "got", await future)
    if next_future:
        next_future.set_result(name)


async def main():
    loop = asyncio.get_running_loop()
    first, second, third = (loop.create_future() for _ in range(3))
    waits = (
        ("a", third, None),
        ("b", second, third),
        ("c", first, second),
        ("d", first, None),
        ("e", second, None),
        ("f", third, None),
    )
    tasks = [asyncio.create_task(waiter(*wait)) for wait in waits]
    await asyncio.sleep(1)
    loop.call_soon(log, "before")
    first.set_result("main")
    loop.call_soon(log, "after")
    log("set")
    await asyncio.wait(tasks)


run(main)
