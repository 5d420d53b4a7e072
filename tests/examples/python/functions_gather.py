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
    await asyncio.gather(foo(), bar())


if __name__ == "__main__":
    asyncio.run(main())
