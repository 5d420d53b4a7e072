"""With return_exceptions errors and cancelled children are results, and gather() waits for all."""

import asyncio

from _virtual import Oops, log, outcome, run


async def part(name, delay, error=None):
    await asyncio.sleep(delay)
    log(name, "ends")
    if error:
        raise error
    return name


async def main():
    tasks = [
        asyncio.create_task(part("a", 3)),
        asyncio.create_task(part("b", 1, Oops("b"))),
        asyncio.create_task(part("c", 10)),
        asyncio.create_task(part("d", 2, asyncio.CancelledError())),
    ]
    asyncio.get_running_loop().call_later(0.5, tasks[2].cancel)
    gathered = asyncio.gather(*tasks, return_exceptions=True)
    log(await gathered)
    log(outcome(gathered), [task.cancelled() for task in tasks])


run(main)
