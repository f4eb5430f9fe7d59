import type { Tokenizer } from "../core/tokenizer.ts";

/** Tokens held back while they end within a character: four bytes have at most four, and broken text must come out too. */
const MAX_PENDING_TOKENS = 8;
/** Tokens a decoder looks back on to know whether a space belongs. */
const LOOK_BACK = 4;

/**
 * Turns tokens that come one at a time into text that is never taken back: characters whose bytes are spread over
 * several tokens come out whole, and what may be the start of a stop text waits until that is known.
 */
export class TextStream {
  private readonly decoded: number[] = [];
  private pending: number[] = [];
  private held = "";
  private stopped = false;

  constructor(
    private readonly tokenizer: Pick<Tokenizer, "decode">,
    private readonly stop: readonly string[] = [],
  ) {}

  /** A stop text has come. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /** The text that is certain now. */
  push(token: number): string {
    this.pending.push(token);
    const text = this.tokenizer.decode(this.pending, { after: this.decoded.slice(-LOOK_BACK) });
    return text.endsWith("\uFFFD") && this.pending.length < MAX_PENDING_TOKENS ? "" : this.release(text);
  }

  /** What was held back, when no more tokens come. */
  end(): string {
    const text = this.release(this.tokenizer.decode(this.pending, { after: this.decoded.slice(-LOOK_BACK) }));
    const rest = this.stopped ? "" : this.held;
    this.held = "";
    return text + rest;
  }

  private release(text: string): string {
    this.decoded.push(...this.pending);
    this.pending = [];
    if (this.stopped) return "";
    const whole = this.held + text;
    const stops = this.stop.map((stop) => whole.indexOf(stop)).filter((index) => index >= 0);
    if (stops.length > 0) {
      this.stopped = true;
      return whole.slice(0, Math.min(...stops));
    }
    const certain = whole.length - this.possibleStop(whole);
    this.held = whole.slice(certain);
    return whole.slice(0, certain);
  }

  /** Length of the longest end of `text` with which a stop text begins. */
  private possibleStop(text: string): number {
    const longest = Math.max(0, ...this.stop.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, text.length); length > 0; length--) {
      if (this.stop.some((stop) => stop.startsWith(text.slice(-length)))) return length;
    }
    return 0;
  }
}
