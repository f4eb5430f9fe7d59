/** Makes espalier-<target>.vsix; returns its path. */
export function packageExtension(
  target: string,
  options?: { readonly out?: string; readonly report?: (text: string) => void },
): Promise<string>;

/** What each target is called by those who publish native files. */
export const TARGETS: Readonly<Record<string, { readonly os: string; readonly arch: string; readonly llama: string }>>;
