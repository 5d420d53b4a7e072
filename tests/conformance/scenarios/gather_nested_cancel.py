"""Cancelling a task cancels the nest of gathers that it awaits, down to the leaves."""

import asyncio

from _virtual import log, run


async def leaf(name, cleanup):
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        log(name, "ends")


async def branch(name, first):
    try:
        await asyncio.gather(leaf(name + "1", first), leaf(name + "2", first + 0.25))
    except asyncio.CancelledError as error:
        await asyncio.sleep(0.125)
        log(name, error)
        raise


async def tree():
    try:
        await asyncio.gather(branch("left", 1), asyncio.gather(branch("right", 2)))
    finally:
        log("tree ends")


async def main():
    task = asyncio.create_task(tree())
    await asyncio.sleep(1)
    task.cancel("fell it")
    try:
        await task
    except asyncio.CancelledError as error:
        log(error, task.cancelled())
    await asyncio.sleep(5)


run(main)
