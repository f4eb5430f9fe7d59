"""GGUF files as Hugging Face models, and back: the one place in Python that knows both sets of names and row orders.

Families: llama, qwen2, qwen3. The rows of Q and K of llama files are stored in the order that interleaved RoPE wants;
Hugging Face models rotate halves, so they are put back on the way in and permuted on the way out.
"""

import re

import gguf
import numpy as np
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config, Qwen3Config
from transformers.initialization import no_init_weights

CONFIGS = {"llama": LlamaConfig, "qwen2": Qwen2Config, "qwen3": Qwen3Config}

# GGUF name inside a block -> Hugging Face name inside a layer.
LINEARS = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
BLOCK = {
    **LINEARS,
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
}
GLOBAL = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def hugging_face_name(name):
    """`blk.3.attn_q.weight` -> `model.layers.3.self_attn.q_proj.weight`."""
    block = re.fullmatch(r"blk\.(\d+)\.(\w+)\.(weight|bias)", name)
    if block:
        return f"model.layers.{block[1]}.{BLOCK[block[2]]}.{block[3]}"
    stem, _, kind = name.rpartition(".")
    return f"{GLOBAL[stem]}.{kind}"


def gguf_name(name):
    """The inverse of hugging_face_name."""
    layer = re.fullmatch(r"model\.layers\.(\d+)\.(.+)\.(weight|bias)", name)
    if layer:
        return f"blk.{layer[1]}.{invert(BLOCK)[layer[2]]}.{layer[3]}"
    stem, _, kind = name.rpartition(".")
    return f"{invert(GLOBAL)[stem]}.{kind}"


def invert(names):
    return {value: key for key, value in names.items()}


def interleave_rows(rows, heads):
    """[heads * d, ...] in rotate-half order -> the same rows in interleaved order, head by head."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def halve_rows(rows, heads):
    """The inverse of interleave_rows."""
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def permuted_heads(config, name):
    """How many heads' rows of this GGUF tensor are interleaved: 0 where the two formats agree."""
    if config.model_type != "llama":
        return 0
    linear = name.split(".")[2] if name.startswith("blk.") else ""
    return {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}.get(linear, 0)


def to_gguf_rows(config, name, rows):
    heads = permuted_heads(config, name)
    return interleave_rows(rows, heads) if heads else rows


def from_gguf_rows(config, name, rows):
    heads = permuted_heads(config, name)
    return halve_rows(rows, heads) if heads else rows


def read_config(reader):
    """The Hugging Face configuration of a gguf.GGUFReader."""
    value = lambda key: reader.fields[key].contents()
    family = value("general.architecture")
    if family not in CONFIGS:
        raise SystemExit(f"architecture {family!r}: expected one of {', '.join(CONFIGS)}")
    key = lambda suffix, default=None: value(f"{family}.{suffix}") if f"{family}.{suffix}" in reader.fields else default
    names = {tensor.name: tensor for tensor in reader.tensors}
    hidden, heads = key("embedding_length"), key("attention.head_count")
    return CONFIGS[family](
        vocab_size=int(names["token_embd.weight"].shape[1]),
        hidden_size=hidden,
        intermediate_size=key("feed_forward_length"),
        num_hidden_layers=key("block_count"),
        num_attention_heads=heads,
        num_key_value_heads=key("attention.head_count_kv", heads),
        head_dim=key("attention.key_length", hidden // heads),
        max_position_embeddings=key("context_length"),
        rms_norm_eps=key("attention.layer_norm_rms_epsilon"),
        rope_parameters={"rope_type": "default", "rope_theta": key("rope.freq_base", 10000.0)},
        tie_word_embeddings="output.weight" not in names,
        use_cache=False,
    )


def load_gguf(path, dtype=torch.float32):
    """A GGUF file as a Hugging Face model in evaluation order, weights dequantized to `dtype`."""
    reader = gguf.GGUFReader(path)
    config = read_config(reader)
    with no_init_weights():
        model = AutoModelForCausalLM.from_config(config, dtype=dtype, attn_implementation="sdpa")
    state = model.state_dict()
    loaded = set()
    for tensor in reader.tensors:
        if tensor.name == "rope_freqs.weight":
            set_rope_factors(model, gguf.quants.dequantize(tensor.data, tensor.tensor_type))
            continue
        name = hugging_face_name(tensor.name)
        rows = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        state[name].copy_(torch.from_numpy(np.array(from_gguf_rows(config, tensor.name, rows))))
        loaded.add(name)
    missing = set(state) - loaded - ({"lm_head.weight"} if config.tie_word_embeddings else set())
    if missing:
        raise SystemExit(f"{path}: no weights for {', '.join(sorted(missing))}")
    model.tie_weights()
    return model


def set_rope_factors(model, factors):
    """Llama 3.1 and later store by what each rotary frequency is divided."""
    rotary = model.model.rotary_emb
    rotary.inv_freq = rotary.inv_freq / torch.from_numpy(np.array(factors))


def write_gguf(path, model, rope_factors=None):
    """The model as an F32 GGUF file without a tokenizer."""
    config = model.config
    writer = gguf.GGUFWriter(path, config.model_type)
    writer.add_name(f"tiny random {config.model_type}")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("no_vocab")
    if rope_factors is not None:
        writer.add_tensor("rope_freqs.weight", rope_factors.astype(np.float32))
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        ours = gguf_name(name)
        rows = to_gguf_rows(config, ours, tensor.detach().float().numpy())
        writer.add_tensor(ours, np.ascontiguousarray(rows))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
