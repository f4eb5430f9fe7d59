import { html, type TemplateResult } from "lit";

/**
 * A piece of what a model says. Whatever it holds, it becomes words and code: no link, no picture, no HTML.
 *
 * @param content text, or text with marks in it.
 */
export function answerPiece(kind: "text" | "code" | "block", content: unknown): TemplateResult {
  switch (kind) {
    case "text":
      return html`<span class="prose">${content}</span>`;
    case "code":
      return html`<code>${content}</code>`;
    case "block":
      return html`<pre tabindex="0"><code>${content}</code></pre>`;
  }
}
