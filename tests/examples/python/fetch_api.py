import asyncio


async def fetch_api():
    print("Requesting data...")
    await asyncio.sleep(1)
    print("Data received!")
    return {"status": 200}


async def main():
    result = await fetch_api()
    print(f"status {result['status']}")


if __name__ == "__main__":
    asyncio.run(main())
