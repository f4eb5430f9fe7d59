import { once } from "node:events";
import type { Command } from "commander";
import { openRetriever } from "../../app/search/retriever.ts";
import { openAnswerer } from "../../app/serve/answerer.ts";
import { openOpenAiServer } from "../../app/serve/openAiServer.ts";
import { servedIds } from "../../app/serve/servedIds.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { parseCount, parsePort } from "../flags.ts";
import { describeServed } from "../servedFlags.ts";
import { showModelProgress } from "../modelProgress.ts";

interface ServeFlags extends CommonFlags {
  readonly port: number;
  readonly model?: string;
  readonly threads?: number;
}

const DEFAULT_PORT = 8317;

export function serveCommand(): Command {
  return createCommand({
    usage: "serve",
    summary: "let other programs of this machine ask, through an OpenAI-compatible endpoint",
    examples: [
      ["serve", "prints the address and a token, which is the API key; Ctrl-C ends it"],
      ["serve --port 9000 --model smollm2-360m-instruct", "another port, another base model"],
      ["serve --json", "one line with url, token and models, for scripts"],
    ],
  })
    .option("--port <port>", "port on 127.0.0.1; 0 takes a free one", parsePort, DEFAULT_PORT)
    .option("--model <name>", "the model behind espalier/base (default: that of the run in use)")
    .option("--threads <count>", "threads of llama.cpp (default: all but one)", parseCount)
    .action((flags: ServeFlags) => runCommand(flags, (context) => serve(flags, context)));
}

async function serve({ port, model, threads }: ServeFlags, { folder, terminal, signal }: Context): Promise<void> {
  await using retriever = openRetriever(folder);
  await using answerer = openAnswerer({ folder, model, threads, retriever });
  const { show, stop } = showModelProgress(terminal);
  const served = await answerer.prepare({ signal, onProgress: show }).finally(stop);
  await using server = await openOpenAiServer({
    folder,
    answerer,
    retriever,
    port,
    onFailure: (message) => terminal.note(message),
  });
  const models = await servedIds(folder);
  terminal.emit({ url: server.url, token: server.token, models });
  terminal.print(`Base URL  ${server.url}\nAPI key   ${server.token}\nModels    ${models.join("\n          ")}`);
  terminal.note(terminal.colors.dim(`${describeServed(served)}; on this machine only. Ctrl-C ends it.`));
  if (!signal.aborted) await once(signal, "abort");
}
