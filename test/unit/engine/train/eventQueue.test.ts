import { expect, it } from "vitest";
import { EventQueue } from "../../../../src/engine/train/eventQueue.ts";

it("gives events in order, those before the reader came and those after", async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.push(2);
  const read: number[] = [];
  for await (const event of queue) {
    read.push(event);
    if (event === 2) setImmediate(() => queue.push(3));
    if (event === 3) queue.close();
  }
  expect(read).toEqual([1, 2, 3]);
});

it("gives what was pushed before it ended", async () => {
  const queue = new EventQueue<string>();
  queue.push("last words");
  queue.close();
  const read: string[] = [];
  for await (const event of queue) read.push(event);
  expect(read).toEqual(["last words"]);
});

it("gives what was pushed before it failed, then the failure", async () => {
  const queue = new EventQueue<string>();
  queue.push("last words");
  queue.fail(new Error("broken"));
  const read: string[] = [];
  const reading = (async () => {
    for await (const event of queue) read.push(event);
  })();
  await expect(reading).rejects.toThrow("broken");
  expect(read).toEqual(["last words"]);
});
