import { t } from "./strings.ts";

export { formatBytes } from "../base/formatBytes.ts";

/** `40 s`, `3 min`, `2 h 05 min`: no more exact than a forecast can be. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 90) return t("{0} s", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("{0} min", minutes);
  return t("{0} h {1} min", Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0"));
}

export const formatCount = (count: number): string => count.toLocaleString(document.documentElement.lang || "en");

/** What is said of one thing, or of several: `counted(1, t("1 file"), t("{0} files", …))`. */
export const counted = (count: number, one: string, several: string): string => (count === 1 ? one : several);

/** `135 M`, `1.5 B` parameters. */
export const formatParameters = (count: number): string =>
  count >= 1e9 ? `${(count / 1e9).toFixed(1)} B` : `${(count / 1e6).toFixed(0)} M`;

export const formatLoss = (loss: number | null | undefined): string =>
  loss === null || loss === undefined || !Number.isFinite(loss) ? "–" : loss >= 100 ? loss.toFixed(1) : loss.toFixed(3);

/** `2.0e-4`. */
export const formatRate = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? "–" : rate === 0 ? "0" : rate.toExponential(1);

/** Facts in a line. Where it is broken, a dot ends a line rather than beginning one. */
export const factsText = (facts: readonly string[]): string => facts.join("\u00a0· ");
