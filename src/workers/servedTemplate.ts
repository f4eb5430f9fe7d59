import type { Tokenizer } from "../core/tokenizer.ts";
import { checkSizes } from "../gguf/checkSizes.ts";
import { openGguf } from "../gguf/open.ts";
import { type ChatTemplate, openChatTemplate, type TemplateMetadata } from "../prompt/chatTemplate.ts";
import { TEMPLATE_VARIABLES } from "../prompt/templateVariables.ts";
import type { LoadModelRequest } from "../protocol/inference.ts";

/** What of a model's file its chat templates depend on. Throws UserError `gguf/…`. */
export async function readTemplateMetadata(modelPath: string): Promise<TemplateMetadata> {
  const file = await openGguf(modelPath);
  await file.close();
  checkSizes(file);
  return file.metadata;
}

/** The chat template that a request asks for, opened when it is first needed: scoring goes without. */
export function templateOpener(
  tokenizer: Tokenizer,
  metadata: TemplateMetadata,
  request: LoadModelRequest,
): () => ChatTemplate {
  let template: ChatTemplate | undefined;
  return () =>
    (template ??= openChatTemplate(metadata, tokenizer, {
      variant: request.template,
      variables: {
        ...TEMPLATE_VARIABLES,
        ...(request.thinking !== undefined && { enable_thinking: request.thinking }),
      },
    }));
}
