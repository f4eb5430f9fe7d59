import type { EncodedExample } from "../../core/encodedExample.ts";
import type { Remark } from "../../core/review.ts";
import type { TokenMeasure } from "../../core/tokenMeasure.ts";

export function measureOf(encoded: Omit<EncodedExample, "truncatedTokens">, maxTokens: number): TokenMeasure {
  const count = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);
  return {
    tokenCount: encoded.tokens.length,
    targetCount: count(encoded.isTarget),
    keptTargetCount: count(encoded.isTarget.subarray(0, maxTokens)),
    untrainedAnswers: encoded.untrainedAnswers,
    controlText: encoded.controlText,
  };
}

export const isMasked = ({ isTarget }: Pick<EncodedExample, "isTarget">): boolean => !isTarget.includes(1);
export const hasUntrainedAnswers = ({ untrainedAnswers }: Pick<TokenMeasure, "untrainedAnswers">): boolean =>
  untrainedAnswers > 0;
export const hasControlText = ({ controlText }: Pick<TokenMeasure, "controlText">): boolean => controlText.length > 0;

/** What is wrong with an example once it is tokens, of which `maxTokens` fit. */
export function tokenRemarks(measure: TokenMeasure, maxTokens: number): Remark[] {
  const { tokenCount, targetCount, keptTargetCount, untrainedAnswers, controlText } = measure;
  const remarks: Remark[] = [];
  if (targetCount === 0) {
    remarks.push({ rule: "all-masked", severity: "error", message: `none of its ${tokenCount} tokens is learned` });
  } else if (keptTargetCount === 0) {
    const message = `its answer begins after the ${maxTokens} tokens that fit; it has ${tokenCount}`;
    remarks.push({ rule: "all-masked", severity: "error", message });
  } else if (tokenCount > maxTokens) {
    const lost = targetCount - keptTargetCount;
    const message = `${tokenCount} tokens, ${maxTokens} fit: ${lost} of ${targetCount} to learn are cut off`;
    remarks.push({ rule: "too-long", severity: "warning", message });
  }
  if (hasUntrainedAnswers(measure)) {
    const message = `only the last answer is learned: the chat template rewrites ${untrainedAnswers} before it`;
    remarks.push({ rule: "untrained-answers", severity: "warning", message });
  }
  if (hasControlText(measure)) {
    const message = `its text contains ${controlText.join(" ")}, which the model takes for the end of a turn`;
    remarks.push({ rule: "control-token", severity: "error", message });
  }
  return remarks;
}
