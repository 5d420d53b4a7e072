"""The siblings in a gather() outlive the group whose child it failed; those in the group do not."""

import asyncio

from _virtual import Oops, log, run


async def part(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
        log(name, "ends")
    except asyncio.CancelledError:
        log(name, "cancelled")
        raise
    if error:
        raise error


async def gathers():
    await asyncio.gather(part("stray", 3), part("bad", 1, Oops("bad")))


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(part("sibling", 5))
            group.create_task(gathers())
    except* Oops as errors:
        log(errors)
    await asyncio.sleep(5)

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(part("second bad", 2, Oops("second bad")))
            group.create_task(asyncio.wait_for(part("nested", 5), 4))
            await asyncio.gather(part("body part", 1), part("last", 3))
    except* Oops as errors:
        log(errors)
    await asyncio.sleep(5)


run(main)
