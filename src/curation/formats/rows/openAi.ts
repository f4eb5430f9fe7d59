import { readMessageList, requireAnswer } from "../messageList.ts";
import type { Row, RowContent, RowFormat } from "../rowFormat.ts";

/**
 * `{"messages": [{"role", "content"}, …]}`, as OpenAI's fine-tuning files, TRL's conversational rows and MLX have it
 * (https://platform.openai.com/docs/api-reference/fine-tuning/chat-input).
 */
export const openAi: RowFormat = {
  name: "messages",
  description: 'conversations as OpenAI, TRL and MLX write them: {"messages": [{"role", "content"}, …]}',
  recognise: ({ messages }) => (Array.isArray(messages) ? "a list of messages" : undefined),
  read: readOpenAi,
  write(content, fields) {
    if (content.form !== "chat") return { unheld: `an example of the form ${content.form} is no conversation` };
    const messages = content.messages.map(({ role, content: text }, index) => ({
      role,
      content: text,
      ...fields?.[index],
    }));
    return { row: { messages } };
  },
};

/** @throws Mismatch */
export function readOpenAi(row: Row): RowContent {
  const { messages, fields } = readMessageList("messages", row["messages"]);
  requireAnswer(messages);
  return { content: { form: "chat", messages }, used: ["messages"], ...(fields && { fields }) };
}
