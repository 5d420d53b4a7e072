"""A Runner keeps one context and one clock for all its runs, unless a run is given another context."""

import asyncio
import contextvars

from _virtual import VirtualLoop, log, run


var = contextvars.ContextVar("var", default="unset")


async def sets(value):
    log("was", var.get())
    var.set(value)
    await asyncio.sleep(1)
    return value


with asyncio.Runner(loop_factory=VirtualLoop) as runner:
    log(runner.run(sets("first")))
    log(runner.run(sets("second")))
    context = contextvars.Context()
    log(runner.run(sets("elsewhere"), context=context))
    log("there", context[var])
    log(runner.run(sets("third")))
    loop = runner.get_loop()
    log("open", loop.is_closed(), loop.time())
log("closed", loop.is_closed())
log("outside", var.get())
