/** What is being typed, told in parts that say something. */
export interface Typing {
  typed(text: string): void;
  /** Nothing more is told of what was typed so far. */
  stop(): void;
}

/** Who types pauses for longer only to think, or to send. */
const PAUSE_MS = 250;

/**
 * Tells whole words as soon as they are typed, and all of the text in a pause: half a word is another word. Each text is
 * told once, an empty one too.
 */
export function followTyping(tell: (text: string) => void, pauseMs = PAUSE_MS): Typing {
  let told: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tellOnce = (text: string): void => {
    if (text === told) return;
    told = text;
    tell(text);
  };
  return {
    typed(text) {
      clearTimeout(timer);
      tellOnce(text.replace(/\S+$/, "").trim());
      timer = setTimeout(() => tellOnce(text.trim()), pauseMs);
    },
    stop() {
      clearTimeout(timer);
      told = undefined;
    },
  };
}
