import type { ExampleContent } from "../../core/example.ts";

/** A question with its answer, as content of an example. */
export const asked = (question: string, answer: string): ExampleContent => ({
  form: "chat",
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
});

/** A name or path, as questions and answers write it. */
export const code = (name: string): string => `\`${name}\``;
