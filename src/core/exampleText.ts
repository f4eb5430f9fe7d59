import type { Example, ExampleContent, Message } from "./example.ts";

/** What the example would have the model produce. */
export function answerOf(content: ExampleContent): string {
  switch (content.form) {
    case "chat":
      return content.messages.findLast(({ role }) => role === "assistant")?.content ?? "";
    case "text":
      return content.text;
    case "infill":
      return content.middle;
    case "preference":
      return content.chosen;
  }
}

/** The conversation up to the answer; empty where there is none. */
export function promptOf(content: ExampleContent): readonly Message[] {
  switch (content.form) {
    case "chat":
      return content.messages.slice(
        0,
        content.messages.findLastIndex(({ role }) => role === "assistant"),
      );
    case "preference":
      return content.messages;
    case "text":
    case "infill":
      return [];
  }
}

/** The last thing that is asked, for lists: the last user message, or what precedes the gap. */
export function questionOf(content: ExampleContent): string {
  if (content.form === "infill") return content.prefix;
  return promptOf(content).findLast(({ role }) => role === "user")?.content ?? "";
}

/** Every text of an example, in reading order: what is searched, scanned, counted and compared. */
export function textsOf(content: ExampleContent): readonly string[] {
  switch (content.form) {
    case "chat":
      return content.messages.map((message) => message.content);
    case "text":
      return [content.text];
    case "infill":
      return [content.prefix, content.middle, content.suffix];
    case "preference":
      return [...content.messages.map((message) => message.content), content.chosen, content.rejected];
  }
}

/** An example's content alone, with its keys always in the same order. */
export function contentOf(example: Example): ExampleContent {
  switch (example.form) {
    case "chat":
      return { form: "chat", messages: plain(example.messages) };
    case "text":
      return { form: "text", text: example.text };
    case "infill":
      return { form: "infill", prefix: example.prefix, suffix: example.suffix, middle: example.middle };
    case "preference":
      return {
        form: "preference",
        messages: plain(example.messages),
        chosen: example.chosen,
        rejected: example.rejected,
      };
  }
}

const plain = (messages: readonly Message[]): Message[] => messages.map(({ role, content }) => ({ role, content }));

/** The same texts, each changed by `change`: how a secret is taken out. */
export function mapTexts(content: ExampleContent, change: (text: string) => string): ExampleContent {
  const mapMessages = (messages: readonly Message[]) =>
    messages.map(({ role, content: text }) => ({ role, content: change(text) }));
  switch (content.form) {
    case "chat":
      return { form: "chat", messages: mapMessages(content.messages) };
    case "text":
      return { form: "text", text: change(content.text) };
    case "infill":
      return {
        form: "infill",
        prefix: change(content.prefix),
        suffix: change(content.suffix),
        middle: change(content.middle),
      };
    case "preference":
      return {
        form: "preference",
        messages: mapMessages(content.messages),
        chosen: change(content.chosen),
        rejected: change(content.rejected),
      };
  }
}
