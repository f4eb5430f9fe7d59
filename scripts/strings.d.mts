export const bundlePath: string;
/** The texts that the extension and its webviews show, by themselves. */
export function gatherStrings(): Record<string, string>;
