import uPlot from "uplot";
import { type CurveData, columnsOf } from "./curveColumns.ts";
import { formatLoss, formatRate } from "../format.ts";
import { t } from "../strings.ts";

/** Height of the chart in CSS pixels; its width is that of the column. */
const HEIGHT = 240;

/**
 * `<loss-curve>`: training loss with its running mean, validation loss, and the learning rate on an axis of its own.
 * Set `data` to draw it anew. The numbers are also in its label, for those who cannot see it.
 */
export class LossCurve extends HTMLElement {
  private plot: uPlot | undefined;
  private shown: CurveData = { steps: [], validations: [] };
  private readonly sizes = new ResizeObserver(() => this.fit());
  /** Colours come from the theme, which the editor changes by changing the body. */
  private readonly theme = new MutationObserver(() => this.rebuild());

  set data(data: CurveData) {
    this.shown = data;
    this.plot?.setData(columnsOf(data));
    this.plot?.setLegend({ idxs: this.plot.legend.idxs ?? [] });
    this.label();
  }

  connectedCallback(): void {
    this.setAttribute("role", "img");
    this.rebuild();
    this.sizes.observe(this);
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
    this.theme.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = new uPlot(chartOptions(this.clientWidth || 400), columnsOf(this.shown), this);
    this.label();
  }

  private fit(): void {
    if (this.plot && this.clientWidth > 0) this.plot.setSize({ width: this.clientWidth, height: HEIGHT });
  }

  private label(): void {
    const last = this.shown.steps.at(-1);
    const validation = this.shown.validations.at(-1);
    this.setAttribute(
      "aria-label",
      t(
        "Loss by step: training {0}, validation {1}, after {2} steps",
        formatLoss(last?.loss),
        formatLoss(validation?.loss),
        last?.step ?? 0,
      ),
    );
  }
}

customElements.define("loss-curve", LossCurve);

function chartOptions(width: number): uPlot.Options {
  const colour = themeColours();
  const axis = {
    stroke: colour("--vscode-descriptionForeground", "#888"),
    grid: { stroke: gridColour(colour), width: 1 },
    ticks: { show: false },
    font: `11px ${colour("--vscode-font-family", "sans-serif")}`,
  };
  const training = colour("--vscode-charts-blue", "#3794ff");
  const line = (label: string, stroke: string, options: Partial<uPlot.Series>): uPlot.Series => ({
    label,
    stroke,
    width: 2,
    spanGaps: true,
    value: (plot, value, series, index) => formatLoss(index === null ? latest(plot, series) : value),
    points: { show: false },
    ...options,
  });
  return {
    width,
    height: HEIGHT,
    legend: { live: true },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false }, loss: {}, rate: {} },
    axes: [
      { ...axis, values: (_plot, steps) => steps.map((step) => (Number.isInteger(step) ? String(step) : "")) },
      { ...axis, scale: "loss", size: 48 },
      {
        ...axis,
        scale: "rate",
        side: 1,
        grid: { show: false },
        size: 60,
        values: (_plot, rates) => rates.map(formatRate),
      },
    ],
    series: [
      {
        label: t("Step"),
        value: (plot, step, series, index) => String((index === null ? latest(plot, series) : step) ?? "–"),
      },
      line(t("Training loss"), withAlpha(training), { scale: "loss", width: 1 }),
      line(t("Training loss, mean"), training, { scale: "loss" }),
      line(t("Validation loss"), colour("--vscode-charts-orange", "#d18616"), {
        scale: "loss",
        points: { show: true, size: 7 },
      }),
      line(t("Learning rate"), colour("--vscode-charts-green", "#89d185"), {
        scale: "rate",
        width: 1,
        dash: [4, 4],
        value: (plot, value, series, index) => formatRate(index === null ? latest(plot, series) : value),
      }),
    ],
  };
}

/** Where no step is pointed at, the legend tells how it stands. */
const latest = ({ data }: uPlot, series: number): number | null | undefined =>
  Array.from<number | null | undefined>(data[series] ?? []).findLast((value) => value !== null && value !== undefined);

function themeColours(): (name: string, fallback: string) => string {
  const style = getComputedStyle(document.body);
  return (name, fallback) => style.getPropertyValue(name).trim() || fallback;
}

/** Borders of high contrast are as strong as text: as a grid they would hide the curves. */
const gridColour = (colour: ReturnType<typeof themeColours>): string => {
  const isContrast = /\bvscode-high-contrast/.test(document.body.className);
  return isContrast
    ? withAlpha(colour("--vscode-foreground", "#888888"), "26")
    : withAlpha(colour("--vscode-widget-border", "#888888"));
};

/** Themes give colours as `#rrggbb`, some with an alpha of their own. */
const withAlpha = (colour: string, alpha = "66"): string =>
  /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}${alpha}` : colour;
