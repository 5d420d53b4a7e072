"""The parts of gather(), shield() and a group run in copies of the context; the body of a timeout shares its own."""

import asyncio
import contextvars

from _virtual import log, run


var = contextvars.ContextVar("var")


async def sets(name):
    log(name, "sees", var.get("nothing"))
    var.set(name)
    await asyncio.sleep(1)
    return var.get()


async def main():
    log(await asyncio.gather(sets("left"), sets("right")))
    log("after gather", var.get("nothing"))
    async with asyncio.timeout(5):
        await sets("in timeout")
    log("after timeout", var.get())
    async with asyncio.TaskGroup() as group:
        var.set("set in the group's body")
        group.create_task(sets("child"))
    log("after the group", var.get())
    token = var.set("for a while")
    log(await asyncio.shield(sets("shielded")), var.get())
    var.reset(token)
    log("after reset", var.get())
    try:
        var.reset(token)
    except RuntimeError as error:
        log("a token is used once", error)


run(main)
