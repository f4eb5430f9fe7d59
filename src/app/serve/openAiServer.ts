import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Retriever } from "../search/retriever.ts";
import type { Answerer, ServedAnswer } from "./answerer.ts";
import { readChatRequest, readEmbeddingRequest } from "./chatRequest.ts";
import { refusalOf } from "./guard.ts";
import { readJsonBody } from "./readJsonBody.ts";
import { EMBEDDING_ID, readServedId, servedIds } from "./servedIds.ts";

export interface ServerOptions {
  readonly folder: string;
  readonly answerer: Answerer;
  readonly retriever: Pick<Retriever, "embed">;
  /** 0 takes a free one. */
  readonly port: number;
  /** Told of each request that fails through no fault of its client. */
  readonly onFailure: (message: string) => void;
}

export interface OpenAiServer extends AsyncDisposable {
  /** `http://127.0.0.1:8317/v1`. */
  readonly url: string;
  /** The API key of this server, made anew each time. */
  readonly token: string;
}

const HOST = "127.0.0.1";
const TOKEN_BYTES = 32;
/** A client that sends so slowly holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Serves chat completions, models and embeddings as OpenAI's API has them, on loopback only. Disposing it ends answers
 * under way. Throws UserError `serve/port`.
 */
export async function openOpenAiServer(options: ServerOptions): Promise<OpenAiServer> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    void respond(request, response, options, { token, port: (server.address() as AddressInfo).port });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(portTaken(options.port, cause)));
    server.listen(options.port, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}/v1`,
    token,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  { token, port }: { readonly token: string; readonly port: number },
): Promise<void> {
  const left = new AbortController();
  response.on("close", () => left.abort());
  try {
    const refusal = refusalOf(request.headers, port, token);
    if (refusal) return sendError(response, refusal.status, refusal.code, refusal.message);
    const path = (request.url ?? "").split("?")[0];
    switch (`${request.method} ${path}`) {
      case "GET /v1/models":
        return sendJson(response, 200, { object: "list", data: (await servedIds(options.folder)).map(modelRow) });
      case "POST /v1/chat/completions":
        return await completeChat(await readJsonBody(request), response, options, left.signal);
      case "POST /v1/embeddings":
        return await embed(await readJsonBody(request), response, options);
      default:
        return sendError(response, 404, "not_found", `there is no ${request.method} ${path}`);
    }
  } catch (error) {
    if (left.signal.aborted) return;
    if (error instanceof UserError && error.code !== "worker/died") {
      return sendError(response, STATUS[error.code] ?? 400, error.code, `${error.message}. ${error.hint}`);
    }
    options.onFailure(error instanceof Error && error.stack ? error.stack : messageOf(error));
    sendError(response, 500, "internal", messageOf(error));
  }
}

/** Of errors that are not simply wrong requests. */
const STATUS: Readonly<Record<string, number>> = { "serve/model": 404, "serve/too-large": 413, "serve/not-json": 415 };

async function completeChat(
  body: unknown,
  response: ServerResponse,
  { folder, answerer }: ServerOptions,
  signal: AbortSignal,
): Promise<void> {
  const request = readChatRequest(body);
  const id = readServedId(request.model, await servedIds(folder));
  const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: request.model };
  if (!request.isStreamed) {
    const answer = await answerer.answer(id, request, () => undefined, signal);
    const message = { role: "assistant", content: answer.text, refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finishOf(answer) }];
    const grounded = answer.grounded && { espalier: answer.grounded };
    return sendJson(response, 200, {
      ...head,
      object: "chat.completion",
      choices,
      usage: usageOf(answer),
      ...grounded,
    });
  }
  const send = (delta: object, more: object = {}, finish: string | null = null): void => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    sendEvent(response, { ...head, object: "chat.completion.chunk", choices, ...more });
  };
  // Headers wait for the first text: an error before it still has its status.
  let isBegun = false;
  const begin = (): void => {
    if (isBegun) return;
    isBegun = true;
    send({ role: "assistant", content: "" });
  };
  const answer = await answerer.answer(
    id,
    request,
    (content) => {
      begin();
      send({ content });
    },
    signal,
  );
  begin();
  send({}, answer.grounded && { espalier: answer.grounded }, finishOf(answer));
  if (request.includesUsage) {
    sendEvent(response, { ...head, object: "chat.completion.chunk", choices: [], usage: usageOf(answer) });
  }
  response.end("data: [DONE]\n\n");
}

async function embed(body: unknown, response: ServerResponse, { retriever }: ServerOptions): Promise<void> {
  const { model, inputs, isBase64 } = readEmbeddingRequest(body);
  if (model !== EMBEDDING_ID) {
    throw new UserError("serve/model", `${model.slice(0, 80)} embeds nothing`, `Ask ${EMBEDDING_ID}.`);
  }
  const vectors = await retriever.embed(inputs);
  const data = vectors.map((vector, index) => ({
    object: "embedding",
    index,
    embedding: isBase64 ? base64Of(vector) : Array.from(vector),
  }));
  sendJson(response, 200, { object: "list", model, data, usage: { prompt_tokens: 0, total_tokens: 0 } });
}

function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}

const modelRow = (id: string) => ({ id, object: "model", created: 0, owned_by: "espalier" });
const finishOf = ({ finish }: ServedAnswer): string => (finish === "length" ? "length" : "stop");
const usageOf = ({ promptTokens, answerTokens }: ServedAnswer) => ({
  prompt_tokens: promptTokens,
  completion_tokens: answerTokens,
  total_tokens: promptTokens + answerTokens,
});

function sendEvent(response: ServerResponse, value: unknown): void {
  if (!response.headersSent) {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
  }
  response.write(`data: ${JSON.stringify(value)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

/** In a stream that has begun, the error is an event, as clients expect it there. */
function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  const error = { message, type: status < 500 ? "invalid_request_error" : "server_error", code, param: null };
  if (response.headersSent) {
    sendEvent(response, { error });
    response.end();
    return;
  }
  // What is left of a body is not waited for.
  response.setHeader("connection", "close");
  sendJson(response, status, { error });
}

const portTaken = (port: number, cause: Error): UserError =>
  new UserError("serve/port", `cannot listen on port ${port}: ${cause.message}`, "Choose another with --port.");
