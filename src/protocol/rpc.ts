import { createBirpc } from "birpc";
import { fromWire, toWire, type WireError } from "./wireError.ts";

/** A way for messages to and fro: a child process, a parent process, a webview. Messages arrive in order. */
export interface Channel {
  post(message: unknown): void | Promise<void>;
  listen(receive: (message: unknown) => void): void;
}

/** Functions as the other side sees them: the same, only asynchronous. So an object of them is also a test double. */
export type Remote<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export interface Connection<Theirs> {
  /**
   * Their functions. Arguments and results are structured clones (typed arrays included), but an argument that is
   * an AbortSignal or a function works across the wire while the call runs: a signal aborts over there, what
   * calls the function over there is called here, without its result. Rejects with the error thrown over there,
   * a UserError with its code and hint; with the signal's reason once the signal is aborted.
   */
  readonly remote: Remote<Theirs>;
  /** Calls without waiting for a result; what goes wrong over there is not heard of. */
  readonly notify: <Name extends keyof Theirs & string>(
    name: Name,
    ...args: Theirs[Name] extends (...args: infer Args) => unknown ? Args : never
  ) => void;
  /** Ends the connection: calls under way and later ones reject with `reason`. */
  readonly close: (reason: Error) => void;
}

/** Serves `functions` over a channel and returns the functions of the other side. */
export function connect<Theirs, Ours extends object = object>(channel: Channel, functions: Ours): Connection<Theirs> {
  const signals = new Map<number, AbortController>();
  const callbacks = new Map<number, (...args: unknown[]) => unknown>();
  let nextId = 0;
  let closed: Error | undefined;

  const wire = createBirpc<Record<string, AnyFunction>, Record<string, AnyFunction>, false>(
    {
      ...mapValues(functions, serve),
      [ABORT]: (id) => signals.get(id as number)?.abort(),
      [CALLBACK]: (id, args) => callbacks.get(id as number)?.(...(args as unknown[])),
    },
    {
      post: (message) => channel.post(message),
      on: (receive) => channel.listen(receive),
      serialize: (message: Envelope) => ("e" in message ? { ...message, e: toWire(message.e) } : message),
      deserialize: (message: Envelope) =>
        "e" in message && message.e ? { ...message, e: fromWire(message.e as WireError) } : message,
      proxify: false,
      bind: "functions",
      // Training and answers take as long as they take; a dead worker closes the connection.
      timeout: -1,
      // A result that cannot be cloned becomes the error of its call instead of a crash here. Errors of calls from
      // this side come without a name and must stay errors.
      onGeneralError: (_error, functionName) => functionName !== undefined,
    },
  );

  /** Revives the signals and functions among the arguments of a call from the other side. */
  function serve(run: AnyFunction): AnyFunction {
    return async (...args: unknown[]) => {
      const ids: number[] = [];
      const revived = args.map((argument) => {
        if (!isHandle(argument)) return argument;
        const { id } = argument;
        if (argument[HANDLE] === "callback") {
          return (...args: unknown[]) => void wire.$callEvent(CALLBACK, id, args).catch(() => undefined);
        }
        const controller = new AbortController();
        signals.set(id, controller);
        ids.push(id);
        return controller.signal;
      });
      try {
        return await run(...revived);
      } finally {
        for (const id of ids) signals.delete(id);
      }
    };
  }

  async function call(name: string, args: readonly unknown[]): Promise<unknown> {
    if (closed) throw closed;
    const release: (() => void)[] = [];
    let signal: AbortSignal | undefined;
    const sent = args.map((argument) => {
      const id = nextId++;
      if (argument instanceof AbortSignal) {
        const abort = () => void wire.$callEvent(ABORT, id).catch(() => undefined);
        argument.throwIfAborted();
        argument.addEventListener("abort", abort);
        release.push(() => argument.removeEventListener("abort", abort));
        signal = argument;
        return { [HANDLE]: "signal", id };
      }
      if (typeof argument === "function") {
        callbacks.set(id, argument as AnyFunction);
        release.push(() => callbacks.delete(id));
        return { [HANDLE]: "callback", id };
      }
      return argument;
    });
    try {
      return await wire.$call(name, ...sent);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      for (const run of release) run();
    }
  }

  return {
    remote: new Proxy({} as Remote<Theirs>, {
      get: (_target, name) =>
        typeof name === "string" && name !== "then" ? (...args: unknown[]) => call(name, args) : undefined,
    }),
    notify(name, ...args) {
      if (!closed) void wire.$callEvent(name, ...args).catch(() => undefined);
    },
    close(reason) {
      closed ??= reason;
      wire.$close(closed);
      for (const controller of signals.values()) controller.abort(closed);
    },
  };
}

type AnyFunction = (...args: unknown[]) => unknown;
/** birpc's messages: requests have `m` and `a`, answers `r` or `e`. */
type Envelope = Readonly<Record<string, unknown>>;

const ABORT = "$abort";
const CALLBACK = "$callback";

/** Stands in a message for an argument that cannot be cloned. */
interface Handle {
  readonly [HANDLE]: "signal" | "callback";
  readonly id: number;
}
const HANDLE = "$handle";
const isHandle = (value: unknown): value is Handle => typeof value === "object" && value !== null && HANDLE in value;

const mapValues = (functions: object, map: (value: AnyFunction) => AnyFunction): Record<string, AnyFunction> =>
  Object.fromEntries(
    Object.entries(functions as Record<string, AnyFunction>).map(([name, value]) => [name, map(value)]),
  );
