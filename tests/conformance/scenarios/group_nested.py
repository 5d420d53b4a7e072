# since 3.13
"""Nested groups nest their errors: an inner failure reaches the outer group as a group."""

import asyncio

from _virtual import Oops, log, run


async def child(name, delay):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        await asyncio.sleep(delay / 16)
        log(name, "cancelled")
        raise
    raise Oops(name)


async def branch(name, delays):
    async with asyncio.TaskGroup() as group:
        for n, delay in enumerate(delays):
            group.create_task(child(f"{name}{n}", delay))


async def main():
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(branch("left", (1, 5)))
            outer.create_task(branch("right", (4, 3)))
    except* Oops as errors:
        log("children", errors)

    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(child("outer", 3))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(child("inner", 1))
                inner.create_task(child("sibling", 2))
    except* Oops as errors:
        log("blocks", errors)

    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(child("outer", 1))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(child("inner", 2))
                inner.create_task(child("sibling", 3))
    except* Oops as errors:
        log("outer first", errors)
    log(asyncio.current_task().cancelling())


run(main)
