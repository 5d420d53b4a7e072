import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, print, "The callback runs")
    await asyncio.sleep(0.2)
    print("The main coroutine ends")


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()
