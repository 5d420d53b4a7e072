"""cancelling() tells a task whether it was cancelled itself or only what it awaited."""

import asyncio

from _virtual import log, outcome, run


async def job(number):
    log("job", number, "starts")
    await asyncio.sleep(10)


async def supervisor(jobs):
    for number in range(1, 4):
        task = asyncio.create_task(job(number))
        jobs.append(task)
        try:
            await task
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling():
                log("supervisor stops")
                raise
            log("job", number, "was cancelled: next")


async def main():
    jobs = []
    task = asyncio.create_task(supervisor(jobs))
    await asyncio.sleep(1)
    jobs[-1].cancel()
    await asyncio.sleep(1)
    jobs[-1].cancel()
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task])
    log(outcome(task), [outcome(job) for job in jobs])


run(main)
