"""A timeout of as_completed() raises once for each that is missing, and leaves the tasks running."""

import asyncio

from _virtual import log, outcome, run


async def part(n):
    await asyncio.sleep(n)
    log("part", n, "ends")
    return n


async def main():
    tasks = [asyncio.create_task(part(n)) for n in (1, 2, 4, 6)]
    for next_one in asyncio.as_completed(tasks, timeout=3):
        try:
            log("got", await next_one)
        except TimeoutError as error:
            log("raised", error)
            await asyncio.sleep(0.25)
    log([outcome(task) for task in tasks])
    await asyncio.wait(tasks)
    log([outcome(task) for task in tasks])


run(main)
