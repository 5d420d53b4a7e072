"""A future that several tasks await is cancelled with the first of them; the rest raise in the order they waited."""

import asyncio

from _virtual import log, outcome, run


async def waiter(name, future):
    try:
        await future
    except asyncio.CancelledError as error:
        log(name, error, asyncio.current_task().cancelling())
        return "told"


async def main():
    future = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(waiter(n, future)) for n in "abcd"]
    await asyncio.sleep(1)
    log(tasks[2].cancel("enough"), future.cancelled())
    log(tasks[1].cancel("me too"), tasks[1].cancelling())
    await asyncio.sleep(1)
    for task in tasks:
        log(outcome(task))


run(main)
