import asyncio


async def say_after(delay, message):
    await asyncio.sleep(delay)
    print(message)


async def main():
    loop = asyncio.get_event_loop()
    start = loop.time()

    print(f"Started at {loop.time() - start:.2f}")
    await asyncio.gather(
        say_after(1, "Hello"),
        say_after(2, "World"),
    )
    print(f"Finished at {loop.time() - start:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
