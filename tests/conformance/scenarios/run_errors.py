"""Errors of the tasks that run() cancels at its end go to the exception handler; main's own error comes out."""

import asyncio

from _virtual import Oops, log, outcome, run


async def background():
    try:
        await asyncio.sleep(100)
    finally:
        await asyncio.sleep(1)
        log("background fails")
        raise Oops("in cleanup")


reports = []


def report(loop, context):
    reports.append((context["exception"], context["task"].get_name()))


async def main():
    asyncio.get_running_loop().set_exception_handler(report)
    task = asyncio.create_task(background(), name="background")
    await asyncio.sleep(1)
    log("main fails", outcome(task))
    raise Oops("main")


async def cancelled():
    await asyncio.sleep(1)
    raise asyncio.CancelledError("by hand")


for body in (main, cancelled):
    try:
        run(body)
    except (Oops, asyncio.CancelledError) as error:
        log("run() raised", error)
log("reported", reports)
