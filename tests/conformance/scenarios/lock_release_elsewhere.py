"""A lock has no owner: another task releases it, and once too often is an error."""

import asyncio

from _virtual import log, run


async def taker(lock):
    await lock.acquire()
    log("taken")


async def main():
    lock = asyncio.Lock()
    try:
        lock.release()
    except RuntimeError as error:
        log(error)
    await asyncio.create_task(taker(lock))
    second = asyncio.create_task(taker(lock))
    await asyncio.sleep(1)
    log("released")
    lock.release()
    await second
    lock.release()
    log(lock.locked())
    try:
        lock.release()
    except RuntimeError as error:
        log(error)


run(main)
