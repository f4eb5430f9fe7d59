import type * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import { answeredContent, preferredContent } from "../../core/comparedContent.ts";
import type { ExampleContent } from "../../core/example.ts";
import type { AnswerPlace, AnswerView, ComparisonView, KeptView } from "../../protocol/panel.ts";
import type { ExampleAdder } from "../review/addExamples.ts";
import type { Comparisons } from "./comparisons.ts";

/** Makes examples of answers that were compared. Which model gave an answer is no part of the example. */
export interface KeptAnswers extends vscode.Disposable {
  keep(comparisonId: string, place: AnswerPlace, edited?: string): Promise<boolean>;
  prefer(comparisonId: string, place: AnswerPlace): Promise<void>;
  takeBack(exampleId: string): Promise<void>;
}

export function keepAnswers(
  comparisons: Pick<Comparisons, "find" | "update" | "list">,
  examples: Omit<ExampleAdder, "dispose">,
): KeptAnswers {
  const forget = (exampleId: string): void => {
    const isOf = ({ answers, preference }: ComparisonView): boolean =>
      [...answers.map(({ kept }) => kept), preference].some((kept) => kept?.exampleId === exampleId);
    for (const { id } of comparisons.list().filter(isOf)) {
      comparisons.update(id, (view) => withoutExample(view, exampleId));
    }
  };
  const add = async (content: ExampleContent): Promise<KeptView> => {
    const { id } = await examples.add({ kind: "compared", content });
    return { exampleId: id, canTakeBack: examples.canTakeBack(id) };
  };
  const listener = examples.onDidTakeBack(forget);
  return {
    async keep(comparisonId, place, edited) {
      const asked = comparisons.find(comparisonId);
      if (!asked) return false;
      const answer = edited ?? answerAt(asked.view, place).text;
      if (answer.trim() === "") {
        throw new UserError("compare/empty", "the answer is empty", "Edit it first: an example needs an answer.");
      }
      const kept = await add(answeredContent(asked.form.messages, answer));
      comparisons.update(comparisonId, (view) => withAnswer(view, place, (each) => ({ ...each, kept })));
      return true;
    },
    async prefer(comparisonId, place) {
      const asked = comparisons.find(comparisonId);
      if (!asked) return;
      const [chosen, rejected] = [answerAt(asked.view, place), answerAt(asked.view, otherOf(place))];
      const content = preferredContent(asked.form.messages, chosen.text, rejected.text);
      if (content === undefined) {
        throw new UserError(
          "compare/alike",
          "there is nothing to prefer: the answer is empty, or both are the same",
          "Ask something that the two answer differently.",
        );
      }
      const earlier = asked.view.preference;
      // Whoever thinks otherwise now does not want to teach both.
      if (earlier) await examples.takeBack(earlier.exampleId);
      const preference = { ...(await add(content)), better: place };
      comparisons.update(comparisonId, (view) => ({ ...view, preference }));
    },
    takeBack: (exampleId) => examples.takeBack(exampleId),
    dispose() {
      listener.dispose();
    },
  };
}

const otherOf = (place: AnswerPlace): AnswerPlace => (place === "left" ? "right" : "left");
const answerAt = ({ answers }: ComparisonView, place: AnswerPlace): AnswerView => answers[place === "left" ? 0 : 1];

function withAnswer(
  view: ComparisonView,
  place: AnswerPlace,
  next: (answer: AnswerView) => AnswerView,
): ComparisonView {
  const [left, right] = view.answers;
  return { ...view, answers: place === "left" ? [next(left), right] : [left, next(right)] };
}

function withoutExample(view: ComparisonView, exampleId: string): ComparisonView {
  const without = (answer: AnswerView): AnswerView => {
    const { kept, ...rest } = answer;
    return kept?.exampleId === exampleId ? rest : answer;
  };
  const { preference, ...rest } = view;
  const [left, right] = view.answers;
  return {
    ...rest,
    answers: [without(left), without(right)],
    ...(preference && preference.exampleId !== exampleId && { preference }),
  };
}
