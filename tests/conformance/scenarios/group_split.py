"""An error group can be taken apart by type: split(), subgroup(), and the rest goes on."""

import asyncio

from _virtual import Oops, log, run, show


class Other(Oops):
    pass


async def fails(delay, error):
    try:
        await asyncio.sleep(delay)
    finally:
        raise error


async def inner():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails(1, Oops("a")))
        group.create_task(fails(2, Other("b")))


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(fails(3, TimeoutError()))
            group.create_task(fails(4, Other("c")))
    except ExceptionGroup as errors:
        log("derive", show(errors) == show(errors.derive(errors.exceptions)))
        match, rest = errors.split(TimeoutError)
        log("split", match, rest)
        log("subgroup", errors.subgroup(Other), errors.subgroup(KeyError))
        log("predicate", errors.subgroup(lambda e: show(e).endswith("(a)")))
        log("all", errors.split((Oops, TimeoutError))[1])


run(main)
