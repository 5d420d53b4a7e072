import asyncio


async def ticks():
    for i in range(5):
        await asyncio.sleep(1)
        yield i


async def main():
    async for tick in ticks():
        print(tick)


if __name__ == "__main__":
    asyncio.run(main())
