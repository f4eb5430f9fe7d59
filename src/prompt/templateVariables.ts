/**
 * What every chat template is told, in training as in serving: a model that can think does not, unless it is asked to.
 * A prompt that differs between the two would be one that the model was not tuned for.
 */
export const TEMPLATE_VARIABLES: Readonly<Record<string, unknown>> = { enable_thinking: false };
