"""Callbacks run in a copy of the context taken when they were scheduled, or in the one they are given."""

import asyncio
import contextvars

from _virtual import log, run


var = contextvars.ContextVar("var", default="none yet")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def shows(name):
        log(name, "sees", var.get())
        var.set(name)

    var.set("one")
    loop.call_soon(shows, "soon")
    loop.call_later(1, shows, "later")
    loop.call_at(2, shows, "at")
    future.add_done_callback(lambda _: shows("done"))
    given = contextvars.Context()
    loop.call_soon(shows, "given soon", context=given)
    loop.call_later(3, shows, "given later", context=given)
    future.add_done_callback(lambda _: shows("given done"), context=given)
    var.set("two")
    loop.call_later(4, future.set_result, None)
    await asyncio.sleep(5)
    future.add_done_callback(lambda _: shows("added late"))
    var.set("three")
    await asyncio.sleep(1)
    log("main", var.get(), "given", given.get(var))


run(main)
