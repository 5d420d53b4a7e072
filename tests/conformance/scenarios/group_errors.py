"""Errors of several children, in the order of their ends, with those raised while cleaning up."""

import asyncio

from _virtual import Oops, log, run


async def child(name, delay, cleanup=None):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        if cleanup is None:
            raise
        await asyncio.sleep(cleanup)
        raise Oops(f"{name} in cleanup")
    raise Oops(name)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child("a", 10, 2))
            group.create_task(child("b", 10))
            group.create_task(child("c", 1))
            group.create_task(child("d", 10, 1))
    except* Oops as errors:
        log(errors, len(errors.exceptions))
    future = asyncio.get_running_loop().create_future()

    async def waits(name):
        await future
        raise Oops(name)

    try:
        async with asyncio.TaskGroup() as group:
            for name in "xyz":
                group.create_task(waits(name))
            await asyncio.sleep(1)
            future.set_result(None)
    except* Oops as errors:
        log(errors)


run(main)
