"""Several releases in one turn let in several, in order; what is left over stays free."""

import asyncio

from _virtual import log, run


async def user(name, semaphore):
    await semaphore.acquire()
    log(name, "enters")


async def main():
    semaphore = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(user(name, semaphore)) for name in "abcd"]
    await asyncio.sleep(1)
    semaphore.release()
    semaphore.release()
    await asyncio.sleep(1)
    log(semaphore.locked())
    for _ in range(3):
        semaphore.release()
    await asyncio.wait(tasks)
    log(semaphore.locked())
    await semaphore.acquire()
    log(semaphore.locked())


run(main)
