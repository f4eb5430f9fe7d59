import { describe, expect, it } from "vitest";
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

describe("read", () => {
  const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
  };

  it("waits until the reader came back for more after everything that was pushed", async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    queue.push(2);
    let isRead = false;
    const waiting = queue.read().then(() => {
      isRead = true;
    });
    const reader = queue[Symbol.asyncIterator]();
    await reader.next();
    await reader.next();
    await turns(5);
    // The second event is in the reader's hands, who may not have dealt with it.
    expect(isRead).toBe(false);
    void reader.next();
    await waiting;
  });

  it("does not wait for what is pushed later, nor when there is nothing", async () => {
    const queue = new EventQueue<number>();
    await queue.read();
    queue.push(1);
    const waiting = queue.read();
    queue.push(2);
    const reader = queue[Symbol.asyncIterator]();
    await reader.next();
    await reader.next();
    await waiting;
  });

  it("ends when the reader leaves: nobody will read what is left", async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    queue.push(2);
    const waiting = queue.read();
    for await (const event of queue) if (event === 1) break;
    await waiting;
    queue.push(3);
    await queue.read();
  });
});
