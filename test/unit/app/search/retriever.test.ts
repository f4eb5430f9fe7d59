import { expect, it } from "vitest";
import { openRetriever, type StartRetriever } from "../../../../src/app/search/retriever.ts";
import { UserError } from "../../../../src/base/errors.ts";

/** Processes that are gone only when the test says so, and refuse from the moment in which they are ended. */
function processes() {
  const gone: (() => void)[] = [];
  const start = (() => {
    let [isEnding, resolveEnded]: [boolean, () => void] = [false, () => undefined];
    const ended = new Promise<undefined>((resolve) => (resolveEnded = () => resolve(undefined)));
    gone.push(resolveEnded);
    const number = gone.length;
    const status = async () => {
      if (isEnding) throw new UserError("worker/died", "the retriever process was ended by SIGKILL", "Try again.");
      return { number };
    };
    return {
      pid: number,
      functions: { "index/status": status },
      ended,
      async [Symbol.asyncDispose]() {
        isEnding = true;
        await ended;
      },
    };
  }) as unknown as StartRetriever;
  return { gone, start };
}

it("asks another process as soon as the one before is being ended", async () => {
  const { gone, start } = processes();
  const retriever = openRetriever("/folder", start);
  expect(await retriever.status()).toEqual({ number: 1 });
  // Nobody has used it for a while; who comes just then must not hear that it died.
  const ending = retriever[Symbol.asyncDispose]();
  expect(await retriever.status()).toEqual({ number: 2 });
  gone[0]?.();
  await ending;
  expect(await retriever.status()).toEqual({ number: 2 });
});
