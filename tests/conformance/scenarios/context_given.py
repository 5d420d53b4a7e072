"""A task that is given a context shares it: what it sets can be read there afterwards."""

import asyncio
import contextvars

from _virtual import log, run


var = contextvars.ContextVar("var", default="default")
other = contextvars.ContextVar("other", default="default")


async def child(name):
    log(name, "sees", var.get(), other.get())
    var.set(name)
    await asyncio.sleep(1)
    log(name, "leaves", var.get(), other.get())


async def main():
    var.set("main")
    context = contextvars.copy_context()
    empty = contextvars.Context()
    other.set("main's other")
    await asyncio.create_task(child("one"), context=context)
    await asyncio.create_task(child("two"), context=context)
    await asyncio.create_task(child("three"), context=empty)
    log("copied", context[var], context.get(other), len(context) >= 1)
    log("empty", empty[var], len(empty))
    log("main", var.get(), other.get())
    async with asyncio.TaskGroup() as group:
        group.create_task(child("four"), context=context)
    log("copied", context[var])
    log(context.run(var.get), context.copy().run(var.get))


run(main)
