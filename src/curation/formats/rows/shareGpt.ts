import type { Message, Role } from "../../../core/example.ts";
import { textIfAny } from "../fields.ts";
import { type MessageFields, readMessageList, requireAnswer } from "../messageList.ts";
import type { Row, RowContent, RowFormat } from "../rowFormat.ts";

const FROM: Readonly<Record<Role, string>> = { system: "system", user: "human", assistant: "gpt" };

/** `{"conversations": [{"from": "human", "value"}, …]}`, with the system prompt among them or in a column of its own. */
export const shareGpt: RowFormat = {
  name: "sharegpt",
  description: 'conversations as ShareGPT wrote them: {"conversations": [{"from": "human", "value"}, …]}',
  recognise: (row) => (Array.isArray(row[columnOf(row)]) ? `a list of ${columnOf(row)}` : undefined),
  read: readShareGpt,
  write(content, fields) {
    if (content.form !== "chat") return { unheld: `an example of the form ${content.form} is no conversation` };
    const conversations = content.messages.map(({ role, content: value }, index) => ({
      from: FROM[role],
      value,
      ...unlessRole(fields?.[index]),
    }));
    return { row: { conversations } };
  },
};

/** @throws Mismatch */
function readShareGpt(row: Row): RowContent {
  const column = columnOf(row);
  const list = readMessageList(column, row[column]);
  const system = textIfAny("system", row["system"]);
  const hasOwnSystem = list.messages[0]?.role === "system";
  const isUsed = system !== undefined && !hasOwnSystem;
  const first: Message[] = isUsed ? [{ role: "system", content: system }] : [];
  const messages = [...first, ...list.messages];
  requireAnswer(messages);
  const fields = list.fields && [...first.map(() => null), ...list.fields];
  // An empty system column says nothing that could be lost.
  const used = isUsed || row["system"] === "" ? [column, "system"] : [column];
  return { content: { form: "chat", messages }, used, ...(fields && { fields }) };
}

const columnOf = (row: Row): string =>
  !("conversations" in row) && "conversation" in row ? "conversation" : "conversations";

/** A developer's message is a system message here; the name of its role has no place beside `from`. */
function unlessRole(fields: MessageFields | undefined): Row {
  if (fields === null || fields === undefined) return {};
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== "role"));
}
