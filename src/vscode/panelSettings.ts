import * as vscode from "vscode";
import { defaultModel } from "../app/defaults.ts";
import { configFields, type FieldGroup, fieldText, parseField } from "../core/configFields.ts";
import { PRESET_HELP, PRESETS, resolveConfig } from "../core/presets.ts";
import type { PresetName, TrainingConfig } from "../core/run.ts";
import type { PanelSettings, TrainForm } from "../protocol/panel.ts";

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

/** What the settings of the editor choose when the user chooses nothing. */
export function defaultChoice(folder: string | undefined): { defaultModel: string; defaultPreset: string } {
  const scope = folder === undefined ? undefined : vscode.Uri.file(folder);
  const settings = vscode.workspace.getConfiguration("espalier", scope);
  return {
    defaultModel: settings.get<string>("model", "").trim() || defaultModel,
    defaultPreset: settings.get<string>("preset", "balanced"),
  };
}

/** The configuration of a form. Throws UserError `config/...`, which names every wrong field. */
export const configOf = ({ preset, overrides }: Pick<TrainForm, "preset" | "overrides">): TrainingConfig =>
  resolveConfig(
    preset,
    Object.fromEntries(Object.entries(overrides).map(([name, text]) => [name, parseField(name, text)])),
  );
