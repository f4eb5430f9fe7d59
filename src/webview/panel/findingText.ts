import type { Finding } from "../../core/trainingHealth.ts";
import { formatLoss } from "../format.ts";
import { t } from "../strings.ts";

/** A finding in plain words, with what can be done about it. */
export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case "not-a-number":
      return t(
        "The loss stopped being a number at step {0}. Stop, and train again with a lower learning rate.",
        finding.step,
      );
    case "diverging":
      return t(
        "The loss is rising, from {0} to {1}: the model is unlearning. Stop, and train again with a lower learning rate.",
        formatLoss(finding.from),
        formatLoss(finding.to),
      );
    case "overfitting":
      return t(
        "The model is learning the examples by heart: on held-out files it has become worse since step {0} ({1} → {2}). The adapter of that step is kept, so you can stop now. Fewer epochs or more examples help.",
        finding.bestStep,
        formatLoss(finding.best),
        formatLoss(finding.now),
      );
    case "zero":
      return t(
        "The loss is almost zero ({0}): there is nothing left to learn from these examples, or they are all alike.",
        formatLoss(finding.loss),
      );
    case "no-gain":
      return t(
        "After {0} validations the model is no better on held-out files than the base model ({1}). More or other examples may help; a higher learning rate too.",
        finding.validations,
        formatLoss(finding.base),
      );
  }
}
