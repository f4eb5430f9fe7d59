/** Has `draw` fill the page's main element at the next frame: once a frame at most, however much happens. */
export function drawOnceAFrame(draw: (main: HTMLElement) => void): () => void {
  let isAwaited = false;
  return () => {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      const main = document.querySelector("main");
      if (main) draw(main);
    });
  };
}

/** Does something when what is to be drawn now can be seen. */
export const afterDrawing = (work: () => void): number => requestAnimationFrame(() => requestAnimationFrame(work));
