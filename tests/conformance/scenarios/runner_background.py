"""Tasks survive from one run of a Runner to the next, standing still between; close() cancels them."""

import asyncio

from _virtual import Oops, VirtualLoop, log, run


async def ticker():
    try:
        while True:
            await asyncio.sleep(1)
            log("tick")
    finally:
        await asyncio.sleep(0.25)
        log("ticker stops")


async def start():
    asyncio.create_task(ticker(), name="ticker")
    await asyncio.sleep(2.5)
    log("start ends")


async def fails():
    await asyncio.sleep(1)
    raise Oops("second run")


async def count():
    log("tasks", len(asyncio.all_tasks()))


with asyncio.Runner(loop_factory=VirtualLoop) as runner:
    runner.run(start())
    log("between")
    try:
        runner.run(fails())
    except Oops as error:
        log("raised", error)
    runner.run(count())
    runner.run(asyncio.sleep(1))
    log("closing")
try:
    coro = count()
    runner.run(coro)
except RuntimeError as error:
    log("run after close", error)
    coro.close()
