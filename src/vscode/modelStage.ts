import * as vscode from "vscode";
import type { StartStage } from "../protocol/runner.ts";

/** What is being done to get a model, or to begin a training with it, and 0 to 1 how far it is where that can be told. */
export function describeStage(stage: StartStage): [text: string, fraction?: number] {
  const { t } = vscode.l10n;
  switch (stage.kind) {
    case "waiting":
      return [t("Waiting for another window that fetches the same model")];
    case "trying":
      return [t("Asking {0}", stage.source)];
    case "skipped":
      return [`${stage.source}: ${stage.reason}`];
    case "retrying":
      return [t("{0}: {1}; trying again", stage.source, stage.reason)];
    case "obtained":
      return [t("{0} served it", stage.source)];
    case "loading":
      return [t("Reading the examples and loading the model")];
    case "bytes": {
      const { phase, source, doneBytes, totalBytes = 0 } = stage;
      const text = describePhase(phase, source);
      return totalBytes > 0 ? [text, Math.min(1, doneBytes / totalBytes)] : [text];
    }
  }
}

/** Whole sentences: other languages order their words differently. */
function describePhase(phase: (StartStage & { readonly kind: "bytes" })["phase"], source: string): string {
  const { t } = vscode.l10n;
  switch (phase) {
    case "downloading":
      return t("Downloading from {0}", source);
    case "unpacking":
      return t("Unpacking from {0}", source);
    case "copying":
      return t("Copying from {0}", source);
    case "verifying":
      return t("Checking the model's file");
  }
}
