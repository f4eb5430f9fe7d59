import { cpus, freemem, totalmem } from "node:os";
import * as vscode from "vscode";
import { softwareVersions } from "../app/versions.ts";
import type { RunStore } from "./runs/runStore.ts";

/** What helps to find a fault, and nothing of the user's files: no paths, no names, no text. */
export function describeProblem(runs: RunStore): string {
  const { runs: rows, problems } = runs.seen();
  const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  const lines = [
    "Espalier diagnostics",
    ...Object.entries(softwareVersions()).map(([name, version]) => `${name}: ${version}`),
    `vscode: ${vscode.version} (${vscode.env.appHost}, ${vscode.env.uiKind === vscode.UIKind.Web ? "web" : "desktop"}${vscode.env.remoteName === undefined ? "" : `, ${vscode.env.remoteName}`})`,
    `system: ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    `memory: ${gigabytes(freemem())} of ${gigabytes(totalmem())} GiB free`,
    `folders: ${vscode.workspace.workspaceFolders?.length ?? 0}, trusted: ${vscode.workspace.isTrusted}`,
    `runs: ${rows.length}, unreadable: ${problems.length}`,
    ...rows
      .slice(-3)
      .map(
        ({ status, step, totalSteps, preset, config, device, deviceReason }) =>
          `  ${status} ${step}/${totalSteps}, ${preset}, ${config.method}, rank ${config.rank}, ${device ?? "not begun"} (${deviceReason ?? ""})`,
      ),
  ];
  return `${lines.join("\n")}\n`;
}
