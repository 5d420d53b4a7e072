import asyncio

running = 0


async def download(file, semaphore):
    global running
    async with semaphore:
        running += 1
        print(f"file {file} starts, {running} running")
        await asyncio.sleep(1 + file / 10)
        running -= 1
        print(f"file {file} is there")


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    semaphore = asyncio.Semaphore(3)
    await asyncio.gather(*(download(file, semaphore) for file in range(1, 8)))
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
