export function removeEarlier(outdir: string, outputs: readonly string[]): Promise<void>;
