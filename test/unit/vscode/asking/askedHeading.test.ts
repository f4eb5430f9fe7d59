import type * as vscode from "vscode";
import { expect, it, vi } from "vitest";
import { explaining } from "../../../../src/vscode/asking/inline.ts";
import { askedSymbols } from "../../../../src/vscode/asking/symbols.ts";

const kinds = vi.hoisted(() => ({ String: 14, Function: 11, Class: 4 }));
const found = vi.hoisted(() => ({ symbols: [] as unknown[] }));
vi.mock("vscode", async () => ({
  ...(await import("../../../support/vscodeStandIn.ts")).vscodeStandIn,
  SymbolKind: kinds,
  commands: { executeCommand: () => Promise.resolve(found.symbols) },
}));

const named = (name: string, kind: number) => ({ name, kind, location: { range: {} } });
const documentIn = (languageId: string) => ({ languageId, uri: "file:///a" }) as unknown as vscode.TextDocument;

it("calls a section by its heading, without the marks that make it one", async () => {
  found.symbols = [named("## When is a release made?", kinds.String)];
  expect((await askedSymbols(documentIn("markdown"))).map(({ name }) => name)).toEqual(["When is a release made?"]);
});

it("asks of a section what it says, and of a function what it does", () => {
  expect(explaining("How we work", { kind: kinds.String })).toBe('What does the section "How we work" say?');
  expect(explaining("lock", { kind: kinds.Function })).toBe("What does lock do?");
  expect(explaining(undefined)).toBe("What do these lines do?");
});
