"""Cancelling single tasks of nested groups, from inside and outside, ends only what hangs below them."""

import asyncio

from _virtual import log, outcome, run


async def leaf(name, cleanup):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        log(name, "ends")


async def branch(name, tasks, first):
    try:
        async with asyncio.TaskGroup() as group:
            tasks[name + "1"] = group.create_task(leaf(name + "1", first))
            tasks[name + "2"] = group.create_task(leaf(name + "2", first + 0.5))
    finally:
        log(name, "ends", asyncio.current_task().cancelling())


async def main():
    tasks = {}
    async with asyncio.TaskGroup() as group:
        tasks["a"] = group.create_task(branch("a", tasks, 0.25))
        tasks["b"] = group.create_task(branch("b", tasks, 0.5))
        for name in ("a1", "b", "a2"):
            await asyncio.sleep(2)
            log("cancel", name, tasks[name].cancel())
        log("body ends")
    for name in sorted(tasks):
        log(name, outcome(tasks[name]), tasks[name].cancelling())


run(main)
