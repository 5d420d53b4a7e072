import asyncio


async def download(file):
    print(f"Downloading {file}")
    await asyncio.sleep(2)
    return f"{file} is here"


async def main():
    task = asyncio.create_task(download("report.pdf"))

    for work in ("Reading mail", "Making tea"):
        await asyncio.sleep(0.5)
        print(work)
    print(await task)


if __name__ == "__main__":
    asyncio.run(main())
