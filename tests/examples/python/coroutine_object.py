import asyncio


async def greeting(name):
    print("The coroutine runs")
    await asyncio.sleep(0)
    return f"Hello, {name}"


async def main():
    coro = greeting("World")
    print("Nothing has run yet")
    print(await coro)


if __name__ == "__main__":
    asyncio.run(main())
