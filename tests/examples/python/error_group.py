import asyncio


async def check_disk():
    await asyncio.sleep(1)
    raise ValueError("disk is 97 % full")


async def check_network():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(0.5)
        raise TypeError("socket would not close")


async def check_clock():
    try:
        await asyncio.sleep(60)
    finally:
        print("clock check cancelled")


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(check_disk())
            tg.create_task(check_network())
            tg.create_task(check_clock())
    except* ValueError as group:
        for error in group.exceptions:
            print(f"out of range: {error}")
    except* TypeError as group:
        for error in group.exceptions:
            print(f"in the cleanup: {error}")
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
