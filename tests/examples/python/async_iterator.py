import asyncio


class AsyncDataStream:
    def __init__(self, data):
        self.data = data
        self.index = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0.5)
        if self.index >= len(self.data):
            raise StopAsyncIteration
        value = self.data[self.index]
        self.index += 1
        return value


async def main():
    async for value in AsyncDataStream([1, 2, 3, 4, 5]):
        print(value)


if __name__ == "__main__":
    asyncio.run(main())
