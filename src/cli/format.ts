import { cutToWidth, displayWidth, padToWidth } from "./displayWidth.ts";

export { formatBytes } from "../base/formatBytes.ts";

/** `42 s`, `3 min 20 s`, `2 h 05 min`; `?` while the time is not known. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "?";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** `1,234,567`. */
export const formatCount = (count: number): string => count.toLocaleString("en-US", { maximumFractionDigits: 0 });

/** A loss or perplexity: three digits that matter to the eye. */
export const formatLoss = (loss: number): string => (loss >= 100 ? loss.toFixed(1) : loss.toFixed(3));

/** As many names as a person looks at. */
const LISTED = 5;

/** `a, b, c, d, e, 12 more`. */
export const shortList = (names: readonly string[]): string =>
  [...names.slice(0, LISTED), ...(names.length > LISTED ? [`${formatCount(names.length - LISTED)} more`] : [])].join(
    ", ",
  );

const BARS = "▁▂▃▄▅▆▇█";

/** The last `width` values as bars between their least and their largest; values that are no numbers are left out. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.filter(Number.isFinite).slice(-width);
  const low = Math.min(...shown);
  const range = Math.max(...shown) - low;
  return shown.map((value) => BARS[range === 0 ? 0 : Math.round(((value - low) / range) * (BARS.length - 1))]).join("");
}

/** Lines of cells as columns two spaces apart, each as wide as its widest cell; numbers are the caller's to format. */
export function formatTable(lines: readonly (readonly string[])[]): string {
  const columnCount = Math.max(...lines.map((cells) => cells.length));
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...lines.map((cells) => displayWidth(cells[column] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return lines.map(line).join("\n");
}

/** Two texts next to each other, each wrapped to its own column. */
export function sideBySide(left: string, right: string, width: number): string {
  const column = Math.max(10, Math.floor((width - 3) / 2));
  const [a, b] = [wrap(left, column), wrap(right, column)];
  const height = Math.max(a.length, b.length);
  return Array.from({ length: height }, (_, row) =>
    `${padToWidth(a[row] ?? "", column)} │ ${b[row] ?? ""}`.trimEnd(),
  ).join("\n");
}

/** Lines of at most `width` columns, broken at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let rest = paragraph;
    while (displayWidth(rest) > width) {
      const room = cutToWidth(rest, width).length;
      const space = rest.lastIndexOf(" ", room);
      // Something must go, however narrow the line.
      const cut = space > 0 ? space : Math.max(room, 1);
      lines.push(rest.slice(0, cut));
      rest = rest.slice(cut).replace(/^ /, "");
    }
    return [...lines, rest];
  });
}
