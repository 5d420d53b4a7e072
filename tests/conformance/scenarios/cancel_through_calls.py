"""A cancel unwinds plain nested calls from the innermost; a finally block may wait."""

import asyncio

from _virtual import log, run


async def descend(depth):
    log("enter", depth)
    try:
        if depth < 4:
            await descend(depth + 1)
        else:
            await asyncio.sleep(100)
    finally:
        await asyncio.sleep(0.25)
        log("leave", depth)


async def main():
    task = asyncio.create_task(descend(1))
    await asyncio.sleep(1)
    task.cancel("up you come")
    try:
        await task
    except asyncio.CancelledError as error:
        log(error)


run(main)
