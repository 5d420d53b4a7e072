"""Producers and a consumer meet over futures: each put waits until its item is taken."""

import asyncio

from _virtual import log, run


class Channel:
    def __init__(self):
        self.puts = []
        self.gets = []

    async def put(self, item):
        if self.gets:
            self.gets.pop(0).set_result(item)
            return
        taken = asyncio.get_running_loop().create_future()
        self.puts.append((item, taken))
        await taken

    async def get(self):
        if self.puts:
            item, taken = self.puts.pop(0)
            taken.set_result(None)
            return item
        future = asyncio.get_running_loop().create_future()
        self.gets.append(future)
        return await future


async def producer(name, channel, pause):
    for n in range(3):
        await asyncio.sleep(pause)
        log(name, "puts", n)
        await channel.put(f"{name}{n}")
    log(name, "is done")


async def consumer(channel):
    while True:
        item = await channel.get()
        log("got", item)
        await asyncio.sleep(1)


async def main():
    channel = Channel()
    consuming = asyncio.create_task(consumer(channel))
    await asyncio.gather(producer("a", channel, 0.25), producer("b", channel, 1.5))
    await asyncio.sleep(5)
    consuming.cancel()


run(main)
