import asyncio


async def release():
    await asyncio.sleep(2)
    print("seats released")


async def order():
    try:
        print("seats reserved")
        await asyncio.sleep(60)
    finally:
        # CPython has no shield scope: a task, a shield, and a loop.
        cleanup = asyncio.create_task(release())
        while not cleanup.done():
            try:
                await asyncio.shield(cleanup)
            except asyncio.CancelledError:
                pass


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    task = asyncio.create_task(order())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.sleep(1)
    task.cancel()

    done, _ = await asyncio.wait([task])
    print(f"{len(done)} order ended, cancelled")
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
