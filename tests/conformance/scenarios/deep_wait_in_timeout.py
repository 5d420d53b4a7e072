"""A timeout over wait() ends the waiting and not the tasks; wait_for() over gather() ends them all."""

import asyncio

from _virtual import log, outcome, run


async def part(name, delay):
    try:
        await asyncio.sleep(delay)
        log(name, "ends")
    except asyncio.CancelledError:
        log(name, "cancelled")
        raise
    return name


async def main():
    # CPython 3.14 reports an error that comes after its shield was cancelled.
    asyncio.get_running_loop().set_exception_handler(lambda _, context: None)
    tasks = [asyncio.create_task(part(n, d)) for n, d in (("a", 1), ("b", 3), ("c", 5))]
    try:
        async with asyncio.timeout(2):
            await asyncio.wait(tasks)
    except TimeoutError as error:
        log(error, [outcome(task) for task in tasks])
    try:
        await asyncio.wait_for(asyncio.gather(*tasks), 2)
    except TimeoutError as error:
        log(error, [outcome(task) for task in tasks])

    tasks = [asyncio.create_task(part(n, d)) for n, d in (("d", 1), ("e", 3))]
    gathered = asyncio.gather(*tasks)
    try:
        await asyncio.wait_for(asyncio.shield(gathered), 2)
    except TimeoutError as error:
        log(error, outcome(gathered), [outcome(task) for task in tasks])
    done, pending = await asyncio.wait(
        [asyncio.create_task(asyncio.wait_for(task, 0.5)) for task in tasks]
    )
    log(sorted(outcome(task) for task in done), [outcome(task) for task in tasks])
    log(outcome(gathered), gathered.cancelled())


run(main)
