"""The message of a cancel travels to whoever awaits; of two cancels in a row the first speaks."""

import asyncio

from _virtual import log, run


async def sleeper(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        log(name, error)
        raise


async def relay(name, task):
    try:
        await task
    except asyncio.CancelledError as error:
        log(name, error)
        raise


async def watch(task):
    try:
        await task
    except asyncio.CancelledError as error:
        log("main", error)


async def main():
    sleeping = asyncio.create_task(sleeper("sleeper"))
    relaying = asyncio.create_task(relay("relay", sleeping))
    await asyncio.sleep(1)
    relaying.cancel("from the outside")
    await watch(relaying)

    sleeping = asyncio.create_task(sleeper("sleeper"))
    relaying = asyncio.create_task(relay("relay", sleeping))
    await asyncio.sleep(1)
    sleeping.cancel("from the inside")
    await watch(relaying)

    sleeping = asyncio.create_task(sleeper("sleeper"))
    await asyncio.sleep(1)
    log(sleeping.cancel("one"), sleeping.cancel("two"), sleeping.cancelling())
    await watch(sleeping)

    sleeping = asyncio.create_task(sleeper("sleeper"))
    await asyncio.sleep(1)
    sleeping.cancel()
    await watch(sleeping)


run(main)
