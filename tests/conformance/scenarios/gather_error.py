"""The first error comes out at once, while the siblings go on, and their errors are taken as seen."""

import asyncio

from _virtual import Oops, log, outcome, run


async def part(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        log(name, "cancelled")
        raise
    log(name, "ends")
    if error:
        raise error
    return name


async def main():
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: log("reported", context["exception"])
    )
    tasks = [
        asyncio.create_task(part("a", 3)),
        asyncio.create_task(part("b", 1, Oops("b"))),
        asyncio.create_task(part("c", 2, Oops("c"))),
    ]
    gathered = asyncio.gather(*tasks)
    try:
        await gathered
    except Oops as error:
        log("raised", error, gathered.cancelled(), gathered.done())
    log([outcome(task) for task in tasks])
    log("cancel of a finished gather", gathered.cancel())
    await asyncio.sleep(5)
    log([outcome(task) for task in tasks])


run(main)
