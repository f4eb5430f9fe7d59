/** Ends a connection that went silent: TCP alone would wait for minutes, or for ever. */
export interface SilenceWatch {
  /** Fires with the outer signal, or when nothing was heard in time. */
  readonly signal: AbortSignal;
  heard(): void;
  hasExpired(): boolean;
  end(): void;
}

export function silenceWatch(outer: AbortSignal, silenceMs: number): SilenceWatch {
  const inner = new AbortController();
  let expired = false;
  const forward = () => inner.abort(outer.reason);
  const expire = () => {
    expired = true;
    inner.abort();
  };
  let timer = setTimeout(expire, silenceMs);
  if (outer.aborted) forward();
  outer.addEventListener("abort", forward);
  return {
    signal: inner.signal,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(expire, silenceMs);
    },
    hasExpired: () => expired,
    end() {
      clearTimeout(timer);
      outer.removeEventListener("abort", forward);
    },
  };
}
