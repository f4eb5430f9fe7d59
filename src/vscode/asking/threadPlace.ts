import * as vscode from "vscode";
import type { Lines } from "../../core/movedLines.ts";
import type { AskedPlace } from "./askedPlace.ts";

/**
 * The line, from 0, below which a thread is seen: the last of those it is about; where that is out of sight, as the end of
 * a long function is, the last one that was pointed at.
 *
 * @param visible lines that an editor shows; none where no editor shows the file.
 */
export function lineOfThread(about: Lines, pointed: Lines, visible: readonly Lines[]): number {
  const isSeen = (line: number): boolean => visible.some(({ start, end }) => start <= line && line <= end);
  const within = (line: number): number => Math.min(Math.max(line, about.start), about.end);
  const lines = [about.end, within(pointed.end), within(pointed.start)];
  return lines.find(isSeen) ?? (visible.length === 0 ? about.end : within(pointed.start));
}

/** The range of a thread about a place, as far as it is pointed at, and brought to where the thread has room below it. */
export function rangeOfThread(place: AskedPlace, at: vscode.Range): vscode.Range {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === place.uri.toString(),
  );
  const visible = editor?.visibleRanges.map(linesOf) ?? [];
  const line = lineOfThread(linesOf(place.range), linesOf(at), visible);
  const end = line === place.range.end.line ? place.range.end : new vscode.Position(line, Number.MAX_SAFE_INTEGER);
  const [first, last] = [visible[0]?.start ?? line, visible.at(-1)?.end ?? line];
  if (line > (first + last) / 2 || line < first) {
    editor?.revealRange(new vscode.Range(end, end), vscode.TextEditorRevealType.InCenter);
  }
  return editor ? editor.document.validateRange(place.range.with({ end })) : place.range;
}

const linesOf = ({ start, end }: vscode.Range): Lines => ({ start: start.line, end: end.line });
