"""A task factory makes every task of the loop."""

import asyncio

from _virtual import log, run


async def child(name):
    log(name, "runs as", asyncio.current_task().get_name())


def factory(loop, coro, **options):
    task = asyncio.Task(coro, loop=loop, **options)
    log("made a task", task.done())
    return task


async def main():
    loop = asyncio.get_running_loop()
    log(loop.get_task_factory())
    loop.set_task_factory(factory)
    await asyncio.create_task(child("one"), name="first")
    await loop.create_task(child("two"), name="second")
    async with asyncio.TaskGroup() as group:
        group.create_task(child("three"), name="third")
    loop.set_task_factory(None)
    await asyncio.create_task(child("four"), name="fourth")


run(main)
