import * as vscode from "vscode";
import { configFields, type FieldGroup, fieldText } from "../../core/configFields.ts";
import { PRESET_HELP, PRESETS } from "../../core/presets.ts";
import type { PresetName } from "../../core/run.ts";
import type { PanelSettings } from "../../protocol/panel.ts";
import { defaultChoice } from "../defaultChoice.ts";

const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** What the form offers: every field with its meaning and its value in each preset. */
export function panelSettings(folder: string | undefined): PanelSettings {
  const groups: Readonly<Record<FieldGroup, string>> = {
    adapter: vscode.l10n.t("Adapter"),
    data: vscode.l10n.t("Data"),
    optimiser: vscode.l10n.t("Optimiser"),
    validation: vscode.l10n.t("Validation and checkpoints"),
    machine: vscode.l10n.t("Machine"),
  };
  return {
    fields: configFields().map(({ group, ...field }) => ({
      ...field,
      group: groups[group],
      presets: Object.fromEntries(PRESET_NAMES.map((preset) => [preset, fieldText(PRESETS[preset][field.name])])),
    })),
    presets: PRESET_NAMES.map((name) => ({ name, help: PRESET_HELP[name] })),
    ...defaultChoice(folder),
  };
}
