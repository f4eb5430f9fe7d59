/** Makes espalier-<target>.vsix; returns its path. */
export function packageExtension(
  target: string,
  options?: { readonly out?: string; readonly report?: (text: string) => void },
): Promise<string>;
