"""A task copies the context when it is created; what it sets is its own."""

import asyncio
import contextvars

from _virtual import log, run


var = contextvars.ContextVar("var", default="default")


async def child(name, depth):
    log(name, "starts with", var.get())
    var.set(name)
    await asyncio.sleep(1)
    log(name, "has", var.get())
    if depth:
        task = asyncio.create_task(child(name + "'s child", depth - 1))
        var.set("changed after")
        await task
    log(name, "ends with", var.get())


async def main():
    log("main", var.get())
    early = asyncio.create_task(child("early", 0))
    var.set("main")
    late = asyncio.create_task(child("late", 1))
    var.set("main again")
    await early
    await asyncio.sleep(0.5)
    log("main has", var.get())
    await late
    await child("called", 0)
    log("a plain call shares", var.get())


run(main)
