"""An eager task runs its first step inside create_task(), as the current task and in its own context."""

import asyncio
import contextvars

from _virtual import log, run


var = contextvars.ContextVar("var", default="unset")


async def child(name, parent, depth=0):
    task = asyncio.current_task()
    log(name, "starts", task is parent, var.get())
    var.set(name)
    if depth:
        inner = asyncio.create_task(child(name + "'s child", task, depth - 1))
        log(name, "again", asyncio.current_task() is task, inner.done(), var.get())
    await asyncio.sleep(1 + depth)
    log(name, "ends", asyncio.current_task() is task, var.get())
    return name


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    task = asyncio.current_task()
    var.set("main")
    eager = asyncio.create_task(child("eager", task, 2))
    log("created", asyncio.current_task() is task, eager.done(), var.get())
    log(await eager)
    log(await asyncio.gather(child("left", task), child("right", task, 1)))
    asyncio.get_running_loop().set_task_factory(None)
    lazy = asyncio.create_task(child("lazy", task))
    log("created")
    log(await lazy, var.get())


run(main)
