"""A program: three workers share a list of jobs in a group; one bad job stops them all, or is put aside."""

import asyncio

from _virtual import Oops, log, run


async def work(name, jobs, strict, bad):
    done = 0
    while jobs:
        job, delay = jobs.pop(0)
        try:
            await asyncio.sleep(delay)
            if job == "bad":
                raise Oops(f"{name} on {job}")
        except asyncio.CancelledError:
            jobs.append((job, delay))
            raise
        except Oops as error:
            if strict:
                raise
            bad.append(error)
        log(name, "did", job)
        done += 1
    return done


async def pool(strict):
    jobs = [("j1", 1), ("j2", 0.5), ("j3", 2.25), ("j4", 2), ("bad", 0.75), ("j6", 3)]
    bad = []
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(work(f"worker {n}", jobs, strict, bad)) for n in range(3)
            ]
        log("each did", [task.result() for task in tasks])
    except* Oops as errors:
        log("stopped by", errors)
        log("left", sorted(job for job, _ in jobs))
    log("put aside", bad)


async def main():
    for strict in (False, True):
        await pool(strict)


run(main)
