import asyncio


async def work(name, jobs):
    while True:
        seconds = await jobs.get()
        await asyncio.sleep(seconds)
        print(f"{name} has worked for {seconds:.2f}s")
        jobs.task_done()


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    jobs = asyncio.Queue()
    durations = [0.35, 0.2, 0.6, 0.45, 0.1, 0.55, 0.3, 0.15]
    for seconds in durations:
        jobs.put_nowait(seconds)

    workers = [
        asyncio.create_task(work(name, jobs)) for name in ("anna", "bert", "cleo")
    ]
    await jobs.join()
    for worker in workers:
        worker.cancel()
    await asyncio.wait(workers)

    print(f"{sum(durations):.2f}s of work")
    print(f"done in {loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
