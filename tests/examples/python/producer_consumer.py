import asyncio


async def produce(queue):
    for i in range(1, 7):
        await asyncio.sleep(0.1)
        await queue.put(i)
        print(f"produced {i}")
    queue.shutdown()


async def consume(queue):
    try:
        while True:
            item = await queue.get()
            await asyncio.sleep(0.25)
            print(f"    consumed {item}")
    except asyncio.QueueShutDown:
        print("nothing left")


async def main():
    queue = asyncio.Queue(2)
    await asyncio.gather(produce(queue), consume(queue))


if __name__ == "__main__":
    asyncio.run(main())
