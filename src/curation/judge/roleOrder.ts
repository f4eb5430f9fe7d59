import type { Message } from "../../core/example.ts";
import type { Remark } from "../../core/review.ts";
import type { RowRule } from "./rule.ts";

/** Roles in an order that chat templates refuse, or that leaves a question unanswered. */
export const roleOrder: RowRule = (example) => {
  if (example.form === "chat") return disorder(example.messages) ?? unanswered(example.messages);
  return example.form === "preference" ? disorder(example.messages) : undefined;
};

function disorder(messages: readonly Message[]): Remark | undefined {
  const remark = (message: string): Remark => ({ rule: "role-order", severity: "error", message });
  for (const [index, { role }] of messages.entries()) {
    const before = messages[index - 1]?.role;
    if (role === "system" && index > 0) return remark(`a system message at place ${index + 1}; it belongs first`);
    if (role === "assistant" && before !== "user") {
      return remark(
        before === "assistant"
          ? `two answers in a row, at places ${index} and ${index + 1}`
          : "it begins with an answer",
      );
    }
    if (role === "user" && before === "user")
      return remark(`two questions in a row, at places ${index} and ${index + 1}`);
  }
  return undefined;
}

function unanswered(messages: readonly Message[]): Remark | undefined {
  const last = messages.at(-1)?.role;
  if (last === "assistant") return undefined;
  return {
    rule: "role-order",
    severity: "warning",
    message: `the last message is the ${last ?? "nobody"}'s: nothing is learned of what follows the last answer`,
  };
}
