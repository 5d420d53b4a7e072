"""Shielded work inside a group that fails or times out goes on after the group has been left."""

import asyncio

from _virtual import Oops, log, run


async def work(name, delay):
    await asyncio.sleep(delay)
    log(name, "worked")
    return name


async def shields(name, delay):
    try:
        log("got", await asyncio.shield(work(name, delay)))
    except asyncio.CancelledError:
        log(name, "let go")
        raise


async def fails(delay):
    await asyncio.sleep(delay)
    raise Oops(f"after {delay}")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(shields("long", 3))
            group.create_task(shields("short", 0.5))
            group.create_task(fails(1))
    except* Oops as errors:
        log(errors)
    await asyncio.sleep(5)
    try:
        async with asyncio.timeout(1):
            async with asyncio.TaskGroup() as group:
                await shields("in the body", 2)
    except TimeoutError as error:
        log(error)
    await asyncio.sleep(5)


run(main)
