import asyncio


async def read(lines):
    for line in ["3", "14", "fifteen", "92", "six", "5", "35"]:
        await lines.put(line)
        await asyncio.sleep(0.1)
    print("all lines are read")
    lines.shutdown()


async def parse(seconds, lines, results):
    while True:
        try:
            line = await lines.get()
        except asyncio.QueueShutDown:
            return
        await asyncio.sleep(seconds)
        # CPython has no select(): one queue for both kinds of results.
        try:
            await results.put(("number", int(line)))
        except ValueError:
            await results.put(("complaint", f"{line} is no number"))


async def collect(results):
    total = 0
    while True:
        try:
            kind, value = await results.get()
        except asyncio.QueueShutDown:
            break
        if kind == "number":
            total += value
            print(f"{total} so far")
        else:
            print(value)
    print(f"{total} in all")


async def main():
    lines, results = asyncio.Queue(1), asyncio.Queue(1)

    async with asyncio.TaskGroup() as tg:
        tg.create_task(read(lines))
        parsers = [
            tg.create_task(parse(seconds, lines, results)) for seconds in (0.25, 0.38)
        ]
        tg.create_task(collect(results))
        await asyncio.wait(parsers)
        results.shutdown()


if __name__ == "__main__":
    asyncio.run(main())
