"""A child cancelled by someone else counts as an error of that child: the gather() is not cancelled itself."""

import asyncio

from _virtual import log, outcome, run


async def part(name, delay):
    try:
        await asyncio.sleep(delay)
        return name
    finally:
        log(name, "ends")


async def main():
    tasks = [asyncio.create_task(part(*p)) for p in (("a", 2), ("b", 5), ("c", 3))]
    gathered = asyncio.gather(*tasks)
    asyncio.get_running_loop().call_later(1, tasks[1].cancel, "only b")
    try:
        await gathered
    except asyncio.CancelledError as error:
        log("raised", error, asyncio.current_task().cancelling())
    log(gathered.done(), gathered.cancelled())
    log([outcome(task) for task in tasks])
    await asyncio.sleep(5)
    log([outcome(task) for task in tasks])


run(main)
