import asyncio


async def foo():
    print("Function A starts")
    await asyncio.sleep(2)
    print("Function A ends")


async def bar():
    print("Function B starts")
    await asyncio.sleep(1)
    print("Function B ends")



async def main():
    task1 = asyncio.create_task(foo())
    task2 = asyncio.create_task(bar())

    await task1
    await task2


if __name__ == "__main__":
    asyncio.run(main())
