import type { ExampleContent, Message } from "./example.ts";

/** An answer that was found good, or was mended, as an example of how to answer. */
export const answeredContent = (messages: readonly Message[], answer: string): ExampleContent => ({
  form: "chat",
  messages: [...messages, { role: "assistant", content: answer }],
});

/** Two answers of which one is better; undefined where there is nothing to prefer. */
export const preferredContent = (
  messages: readonly Message[],
  chosen: string,
  rejected: string,
): ExampleContent | undefined =>
  chosen.trim() === "" || chosen.trim() === rejected.trim()
    ? undefined
    : { form: "preference", messages, chosen, rejected };
