import { expect, it, vi } from "vitest";
import { describeStage } from "../../../src/vscode/modelStage.ts";

const GERMAN: Readonly<Record<string, string>> = {
  "Waiting for another window that fetches the same model": "Wartet auf ein anderes Fenster",
  "Asking {0}": "Fragt {0}",
  "{0}: {1}; trying again": "{0}: {1}; noch einmal",
  "{0} served it": "{0} hat es",
  "Reading the examples and loading the model": "Liest und lädt",
  "Downloading from {0}": "Lädt von {0} herunter",
  "Unpacking from {0}": "Packt aus {0} aus",
  "Copying from {0}": "Kopiert aus {0}",
  "Checking the model's file": "Prüft die Datei",
};

vi.mock("vscode", () => ({
  l10n: {
    t: (text: string, ...args: string[]) =>
      (GERMAN[text] ?? `untranslated: ${text}`).replace(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? ""),
  },
}));

const bytes = { kind: "bytes", source: "Hub", doneBytes: 3, bytesPerSecond: 1 } as const;

it.each([
  [{ kind: "waiting" }, ["Wartet auf ein anderes Fenster"]],
  [{ kind: "trying", source: "Hub" }, ["Fragt Hub"]],
  [{ kind: "skipped", source: "Hub", reason: "offline" }, ["Hub: offline"]],
  [{ kind: "retrying", source: "Hub", reason: "busy", waitMs: 9 }, ["Hub: busy; noch einmal"]],
  [{ kind: "obtained", id: "m", source: "Hub", location: "/m" }, ["Hub hat es"]],
  [{ kind: "loading" }, ["Liest und lädt"]],
  [{ ...bytes, phase: "downloading", totalBytes: 12 }, ["Lädt von Hub herunter", 0.25]],
  [{ ...bytes, phase: "unpacking", totalBytes: 2 }, ["Packt aus Hub aus", 1]],
  [{ ...bytes, phase: "copying", totalBytes: 0 }, ["Kopiert aus Hub"]],
  [{ ...bytes, phase: "verifying" }, ["Prüft die Datei"]],
] as const)("tells %j in the editor's language", (stage, told) => {
  expect(describeStage(stage)).toEqual(told);
});
