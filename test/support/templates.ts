/** Chat templates in the manner of the common families, with each one's peculiarity. */

/** A default system prompt, as SmolLM2 has it. */
export const CHATML = `\
{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nBe brief.<|im_end|>\n' }}{% endif %}\
{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}\
{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`;

/** Writes the beginning-of-sequence token and today's date itself, trims contents. */
export const LLAMA3 = `\
{{- bos_token }}
{{- '<|start_header_id|>system<|end_header_id|>\\n\\nToday Date: ' + strftime_now('%d %b %Y') + '\\n\\n<|eot_id|>' }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}`;

/** Knows no generation prompt and refuses system messages. */
export const MISTRAL = `\
{{ bos_token }}{% for message in messages %}\
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate user/assistant') }}{% endif %}\
{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% else %}{{ ' ' + message['content'] + eos_token }}{% endif %}\
{% endfor %}`;

/** ChatML by an author who forgot the generation prompt. */
export const CHATML_WITHOUT_PROMPT = `\
{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n'}}{% endfor %}`;

/** Writes an empty block of thoughts before the last answer only, as Qwen3 does. */
export const THINKING = `\
{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' }}\
{% if message.role == 'assistant' and loop.last %}{{ '<think>\n\n</think>\n\n' }}{% endif %}\
{{ message.content + '<|im_end|>\n' }}{% endfor %}\
{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% if enable_thinking is defined and enable_thinking is false %}{{ '<think>\n\n</think>\n\n' }}{% endif %}{% endif %}`;

/** Numbers its messages from the end: what was written changes as the conversation grows. */
export const UNSTABLE = `\
{% for message in messages %}{{ '<|im_start|>' + (messages | length) | string + message.content + '<|im_end|>' }}{% endfor %}`;
