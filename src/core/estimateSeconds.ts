/** Before that, what was done says little about what is left. */
const LEAST_SECONDS = 3;
const LEAST_FRACTION = 0.02;

/** Seconds that work will still take if it goes on as it went, undefined while that cannot be told. */
export const estimateSeconds = (spentSeconds: number, fraction: number | undefined): number | undefined =>
  fraction === undefined || fraction < LEAST_FRACTION || fraction > 1 || spentSeconds < LEAST_SECONDS
    ? undefined
    : (spentSeconds * (1 - fraction)) / fraction;
