import asyncio
import itertools


async def upload():
    print("connection open")
    try:
        for part in itertools.count(1):
            await asyncio.sleep(1)
            print(f"part {part} sent")
    finally:
        await asyncio.sleep(0.25)
        print("connection closed")


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    task = asyncio.create_task(upload())
    await asyncio.sleep(2.5)

    task.cancel("that is enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print(f"upload was cancelled: {error}")
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
