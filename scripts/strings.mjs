// Gathers the texts that the extension and its webviews show into l10n/bundle.l10n.json, for translators:
// `npm run strings`. A translation is a bundle.l10n.<language>.json beside it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
export const bundlePath = join(root, "l10n", "bundle.l10n.json");

/** The bundle as it should be, by English text. */
export function gatherStrings() {
  const texts = new Set();
  for (const folder of ["src/vscode", "src/webview"]) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith(".ts")) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      visit(ts.createSourceFile(entry.name, text, ts.ScriptTarget.Latest), texts);
    }
  }
  return Object.fromEntries([...texts].sort().map((text) => [text, text]));
}

/** `t("…")` and `vscode.l10n.t("…")`. */
function visit(node, texts) {
  if (ts.isCallExpression(node)) {
    const {
      expression,
      arguments: [first],
    } = node;
    const name = ts.isPropertyAccessExpression(expression)
      ? expression.name.text
      : ts.isIdentifier(expression)
        ? expression.text
        : "";
    if (name === "t" && first && ts.isStringLiteralLike(first)) texts.add(first.text);
  }
  ts.forEachChild(node, (child) => visit(child, texts));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(bundlePath), { recursive: true });
  writeFileSync(bundlePath, `${JSON.stringify(gatherStrings(), undefined, 2)}\n`);
}
