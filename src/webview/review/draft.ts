import type { ExampleContent, Role } from "../../core/example.ts";
import { mapTexts } from "../../core/exampleText.ts";
import { t } from "../strings.ts";

/** One text of an example with what it is. The texts stand in the order of `textsOf`. */
export interface LabelledText {
  readonly label: string;
  readonly text: string;
  /** What the model learns to write, rather than what it is given. */
  readonly isLearned: boolean;
  readonly isCode: boolean;
}

export function labelledTexts(content: ExampleContent): LabelledText[] {
  switch (content.form) {
    case "chat":
      return content.messages.map(({ role, content: text }) => message(role, text));
    case "text":
      return [{ label: t("Text"), text: content.text, isLearned: true, isCode: false }];
    case "infill":
      return [
        { label: t("Before the gap"), text: content.prefix, isLearned: false, isCode: true },
        { label: t("In the gap"), text: content.middle, isLearned: true, isCode: true },
        { label: t("After the gap"), text: content.suffix, isLearned: false, isCode: true },
      ];
    case "preference":
      return [
        ...content.messages.map(({ role, content: text }) => message(role, text)),
        { label: t("Better answer"), text: content.chosen, isLearned: true, isCode: false },
        { label: t("Worse answer"), text: content.rejected, isLearned: false, isCode: false },
      ];
  }
}

const message = (role: Role, text: string): LabelledText => ({
  label: roleText(role),
  text,
  isLearned: role === "assistant",
  isCode: false,
});

function roleText(role: Role): string {
  switch (role) {
    case "system":
      return t("Instruction");
    case "user":
      return t("Question");
    case "assistant":
      return t("Answer");
  }
}

/** The content with other texts, in the order of `labelledTexts`; one that is missing stays as it is. */
export function withTexts(content: ExampleContent, texts: readonly string[]): ExampleContent {
  if (content.form === "infill") {
    const [prefix = content.prefix, middle = content.middle, suffix = content.suffix] = texts;
    return { form: "infill", prefix, suffix, middle };
  }
  let place = 0;
  return mapTexts(content, (text) => texts[place++] ?? text);
}
