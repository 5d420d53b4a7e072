"""A group waits for all its tasks, also those that they add while it is leaving; each keeps its result."""

import asyncio

from _virtual import log, run


async def child(name, delay, group=None):
    await asyncio.sleep(delay)
    if group:
        group.create_task(child(name + "'s child", delay))
    log(name, "ends")
    return name


async def main():
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(child("slow", 2))
        quick = group.create_task(child("quick", 1))
        group.create_task(child("parent", 3, group))
        log("body ends")
    log("joined", slow.result(), quick.result())
    late = child("late", 1)
    try:
        group.create_task(late)
    except RuntimeError as error:
        log(error)
    late.close()
    async with asyncio.TaskGroup():
        pass
    log("an empty group")


run(main)
