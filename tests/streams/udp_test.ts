import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { type DatagramEndpoint, openDatagram } from "../../streams/udp.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { bytes, text } from "./support.ts";

/** A test inside a running loop, with an endpoint. */
function udpTest(
  name: string,
  fn: (endpoint: DatagramEndpoint) => Promise<void>,
): void {
  test(name, () =>
    asyncio.run(async () => {
      await using endpoint = await openDatagram({
        localAddr: ["127.0.0.1", 0],
      });
      await fn(endpoint);
    }));
}

/** What an endpoint gets, as text. */
async function receiveText(endpoint: DatagramEndpoint): Promise<string> {
  const [data] = await asyncio.waitFor(() => endpoint.receive(), 5);
  return text(data);
}

udpTest(
  "DatagramEndpoint.receive() gives the bytes and the sender",
  async (endpoint) => {
    await using other = await openDatagram({ localAddr: ["127.0.0.1", 0] });
    await other.send(bytes("hello"), endpoint.localAddr);
    const [data, addr] = await endpoint.receive();
    assertEquals(text(data), "hello");
    assertEquals(addr, other.localAddr);
    await endpoint.send(bytes("back"), addr);
    assertEquals(await receiveText(other), "back");
  },
);

udpTest(
  "DatagramEndpoint keeps the bounds of datagrams, empty and large ones included",
  async (endpoint) => {
    const large = new Uint8Array(60_000).map((_, index) => index);
    for (const data of [bytes("a"), new Uint8Array(0), large, bytes("b")]) {
      await endpoint.send(data, endpoint.localAddr);
    }
    const lengths: number[] = [];
    for (let i = 0; i < 4; i++) {
      const [data] = await endpoint.receive();
      lengths.push(data.length);
      if (data.length === large.length) assertEquals(data, large);
    }
    assertEquals(lengths, [1, 0, 60_000, 1]);
  },
);

udpTest(
  "DatagramEndpoint gives away bytes that nobody writes to any more",
  async (endpoint) => {
    await endpoint.send(bytes("one"), endpoint.localAddr);
    await endpoint.send(bytes("two"), endpoint.localAddr);
    const [one] = await endpoint.receive();
    const [two] = await endpoint.receive();
    assertEquals([text(one), text(two)], ["one", "two"]);
  },
);

udpTest(
  "DatagramEndpoint is an async iterator that ends when it is closed",
  async (endpoint) => {
    const got: string[] = [];
    const task = asyncio.createTask(async () => {
      for await (const [data] of endpoint) {
        got.push(text(data));
        if (got.length === 2) endpoint.close();
      }
      got.push("end");
    });
    await endpoint.send(bytes("a"), endpoint.localAddr);
    await endpoint.send(bytes("b"), endpoint.localAddr);
    await task;
    assertEquals(got, ["a", "b", "end"]);
  },
);

udpTest(
  "DatagramEndpoint may be iterated again after a break",
  async (endpoint) => {
    const got: string[] = [];
    for (const word of ["a", "b"]) {
      await endpoint.send(bytes(word), endpoint.localAddr);
      for await (const [data] of endpoint) {
        got.push(text(data));
        break;
      }
    }
    assertEquals(got, ["a", "b"]);
  },
);

udpTest(
  "DatagramEndpoint.receive() serves several callers in order",
  async (endpoint) => {
    const tasks = [1, 2, 3].map(() =>
      asyncio.createTask(() => receiveText(endpoint))
    );
    await asyncio.sleep(0);
    for (const word of ["a", "b", "c"]) {
      await endpoint.send(bytes(word), endpoint.localAddr);
    }
    assertEquals(await asyncio.gather(tasks), ["a", "b", "c"]);
  },
);

udpTest(
  "DatagramEndpoint.receive() that is cancelled loses no datagram",
  async (endpoint) => {
    for (let turns = 0; turns < 8; turns++) {
      const task = asyncio.createTask(() => endpoint.receive());
      await asyncio.sleep(0);
      await endpoint.send(bytes(`word ${turns}`), endpoint.localAddr);
      for (let turn = 0; turn < turns; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      task.cancel();
      await asyncio.wait([task]);
      const got = task.cancelled()
        ? await receiveText(endpoint)
        : text(task.result()[0]);
      assertEquals(got, `word ${turns}`);
    }
  },
);

udpTest("DatagramEndpoint.receive() takes a signal", async (endpoint) => {
  const signal = AbortSignal.abort(new RangeError("enough"));
  await assertRejects(() => endpoint.receive({ signal }), RangeError, "enough");
  await assertRejects(
    () => endpoint.send(bytes("x"), endpoint.localAddr, { signal }),
    RangeError,
    "enough",
  );
  const controller = new AbortController();
  const task = asyncio.createTask(() =>
    endpoint.receive({ signal: controller.signal })
  );
  await asyncio.sleep(0);
  controller.abort(new RangeError("now"));
  await assertRejects(async () => await task, RangeError, "now");
});

udpTest("DatagramEndpoint.close() ends all waits", async (endpoint) => {
  const receiving = asyncio.createTask(() => endpoint.receive());
  await asyncio.sleep(0);
  endpoint.close();
  endpoint.close();
  assert(endpoint.isClosed());
  const error = await assertRejects(
    async () => await receiving,
    asyncio.ClosedResource,
    "The endpoint is closed",
  );
  assertMatch(error.message, /<DatagramEndpoint 127\.0\.0\.1:\d+ closed>/);
  await assertRejects(() => endpoint.receive(), asyncio.ClosedResource);
  await assertRejects(
    () => endpoint.send(bytes("x"), ["127.0.0.1", 9]),
    asyncio.ClosedResource,
  );
  assertEquals(await endpoint.next(), { value: undefined, done: true });
});

udpTest(
  "DatagramEndpoint.send() sends in the order of the calls",
  async (endpoint) => {
    const words = Array.from({ length: 50 }, (_, index) => `word ${index}`);
    await asyncio.gather(
      words.map((word) => () => endpoint.send(bytes(word), endpoint.localAddr)),
    );
    const got: string[] = [];
    for (const _ of words) got.push(await receiveText(endpoint));
    assertEquals(got, words);
  },
);

udpTest("DatagramEndpoint.send() checks what it is given", async (endpoint) => {
  await assertRejects(
    // @ts-expect-error Testing invalid input
    () => endpoint.send("text", endpoint.localAddr),
    TypeError,
    "'data' must be a Uint8Array",
  );
  await assertRejects(
    () => endpoint.send(bytes("x")),
    TypeError,
    "'addr' must be [host, port]: null",
  );
  await assertRejects(
    () => endpoint.send(bytes("x"), ["127.0.0.1", 70_000]),
    RangeError,
    "The port of 'addr' must be an integer from 0 to 65535: 70000",
  );
  // Too long for UDP: the endpoint stays open.
  await assertRejects(() =>
    endpoint.send(new Uint8Array(70_000), endpoint.localAddr)
  );
  await endpoint.send(bytes("fine"), endpoint.localAddr);
  assertEquals(await receiveText(endpoint), "fine");
});

udpTest(
  "openDatagram() with a remote address sends there only",
  async (endpoint) => {
    await using client = await openDatagram({ remoteAddr: endpoint.localAddr });
    assertEquals(client.remoteAddr, endpoint.localAddr);
    await client.send(bytes("one"));
    await client.send(bytes("two"), endpoint.localAddr);
    assertEquals(await receiveText(endpoint), "one");
    assertEquals(await receiveText(endpoint), "two");
    await assertRejects(
      () => client.send(bytes("x"), ["127.0.0.1", 9]),
      RangeError,
      "'addr' must be null or 127.0.0.1,",
    );
  },
);

test("openDatagram() refuses an address that is taken, and what makes no sense", () =>
  asyncio.run(async () => {
    await using endpoint = await openDatagram({ localAddr: ["127.0.0.1", 0] });
    const error = await assertRejects(
      () => openDatagram({ localAddr: endpoint.localAddr }),
      Error,
    );
    assertEquals((error as { code?: string }).code, "EADDRINUSE");
    await assertRejects(
      () => openDatagram({}),
      RangeError,
      "'localAddr', 'remoteAddr' or 'family' must be given",
    );
    await assertRejects(
      // @ts-expect-error Testing invalid input
      () => openDatagram({ family: 5 }),
      RangeError,
      "'family' must be 4, 6 or 0: 5",
    );
    await using any = await openDatagram({ family: 4 });
    assertEquals(any.localAddr[0], "0.0.0.0");
  }));

test("openDatagram() that is cancelled leaves nothing open", async () => {
  for (let turns = 0; turns < 6; turns++) {
    await asyncio.run(async () => {
      const task = asyncio.createTask(() =>
        openDatagram({ localAddr: ["127.0.0.1", 0] })
      );
      for (let turn = 0; turn < turns; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      task.cancel();
      await asyncio.wait([task]);
      if (!task.cancelled()) task.result().close();
    });
  }
});

test("DatagramEndpoint gets only what comes from its remote address", () =>
  asyncio.run(async () => {
    for (
      const [host, other] of [
        ["127.0.0.1", "127.0.0.1"],
        ["::1", "0:0:0:0:0:0:0:1"],
      ] as const
    ) {
      await using peer = await openDatagram({ localAddr: [host, 0] });
      await using stranger = await openDatagram({ localAddr: [host, 0] });
      const [, port] = peer.localAddr;
      await using endpoint = await openDatagram({
        localAddr: [host, 0],
        remoteAddr: [other, port],
      });
      await stranger.send(bytes("stranger"), endpoint.localAddr);
      await peer.send(bytes("peer"), endpoint.localAddr);
      assertEquals(await receiveText(endpoint), "peer");
    }
  }));

test("openDatagram() at an address that is taken says so as the platform does", () =>
  asyncio.run(async () => {
    await using first = await openDatagram({ localAddr: ["127.0.0.1", 0] });
    const remoteAddr = first.localAddr;
    for (const options of [{}, { remoteAddr }]) {
      const error = await assertRejects(
        () => openDatagram({ localAddr: first.localAddr, ...options }),
        Deno.errors.AddrInUse,
      );
      assertEquals((error as { code?: string }).code, "EADDRINUSE");
    }
  }));

test("DatagramEndpoint that is left open is closed with its loop", async () => {
  const loop = asyncio.newEventLoop();
  // The task that waits is one more thing that is left open.
  recordExceptions(loop);
  const endpoint = await loop.runUntilComplete(async () => {
    const endpoint = await openDatagram({ localAddr: ["127.0.0.1", 0] });
    asyncio.createTask(() => endpoint.receive());
    await asyncio.sleep(0);
    return endpoint;
  });
  loop.close();
  assert(endpoint.isClosed());
});
