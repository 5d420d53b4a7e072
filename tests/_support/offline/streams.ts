/**
 * A stand-in for what the tests use of `@std/streams`: the same signatures and meaning, in a few lines.
 *
 * @module
 */

/** Cuts text into lines at `\n` and `\r\n`; a last one without a line end counts, unless it is empty. */
export class TextLineStream extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + chunk).split(/\r?\n/);
        rest = lines.pop()!;
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
}

/** Several streams as one; the chunks come out as they come in. */
export function mergeReadableStreams<T>(
  ...streams: ReadableStream<T>[]
): ReadableStream<T> {
  return new ReadableStream<T>({
    async start(controller) {
      try {
        await Promise.all(streams.map(async (stream) => {
          for await (const chunk of stream) controller.enqueue(chunk);
        }));
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
  });
}
