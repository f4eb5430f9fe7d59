/** The texts of the editor's language, by their English; the same file that the extension's own texts come from. */
let bundle: Readonly<Record<string, string>> = {};

export function useStrings(strings: Readonly<Record<string, string>>): void {
  bundle = strings;
}

/** A text in the editor's language; `{0}` stands for the first argument. */
export function t(text: string, ...args: readonly (string | number)[]): string {
  return (bundle[text] ?? text).replace(/\{(\d+)\}/g, (placeholder, index: string) =>
    String(args[Number(index)] ?? placeholder),
  );
}
