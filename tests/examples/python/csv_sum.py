import asyncio
import os
import tempfile

ROWS = 200_000


def generate(path):
    with open(path, "w") as file:
        file.write("city,amount\n")
        for row in range(ROWS):
            file.write(f"{'Rome' if row % 3 == 0 else 'Oslo'},{row % 100}\n")


async def progress_of(path, sums):
    with open(path) as file:
        file.readline()
        for rows, line in enumerate(file, 1):
            city, amount = line.split(",")
            sums[city] = sums.get(city, 0) + int(amount)
            if rows % 50_000 == 0:
                yield rows


async def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sales.csv")
        generate(path)
        sums = {}
        async for rows in progress_of(path, sums):
            print(f"{round(rows / ROWS * 100)} %")
        for city, total in sums.items():
            print(f"{city}: {total}")


if __name__ == "__main__":
    asyncio.run(main())
