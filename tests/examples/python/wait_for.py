import asyncio


async def query(seconds):
    try:
        await asyncio.sleep(seconds)
        return f"{seconds} s query: done"
    except asyncio.CancelledError:
        print(f"{seconds} s query: cancelled")
        raise


async def main():
    for seconds in (1, 5):
        try:
            print(await asyncio.wait_for(query(seconds), 2))
        except TimeoutError:
            print("Timed out after 2 s")


if __name__ == "__main__":
    asyncio.run(main())
