"""The tagger's four-bit products as eight-bit ones, which the processor multiplies as they are.

onnxruntime spells four-bit weights out as floats for every product. Spelled
out once, when the model is loaded, as one signed byte a weight and one scale a
column, they take 0.11 ms a word piece instead of 0.25 (2026-11-25) and find as
much: of 1,702 people in seven sets 1,704. Source: the operators MatMulNBits
and DynamicQuantizeMatMul as onnxruntime documents them (domain com.microsoft).

A processor without the eight-bit dot product (VNNI) would let sums overflow,
so there the model stays as it is: slower, and right.
"""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from redaction.errors import Unavailable

_FLOAT, _INT8 = 1, 3  # numbers of element types in ONNX
_TEXT, _INT, _SMALL, _BYTES, _PART = (
    descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    descriptor_pb2.FieldDescriptorProto.TYPE_INT64,
    descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
    descriptor_pb2.FieldDescriptorProto.TYPE_BYTES,
    descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE,
)
# The parts of onnx.proto that are touched here: field, number, type, repeated, message. What is not
# named is carried over unread.
_MESSAGES: Final = {
    "Attribute": (("name", 1, _TEXT, False, ""), ("i", 3, _INT, False, "")),
    "Node": (
        ("input", 1, _TEXT, True, ""),
        ("output", 2, _TEXT, True, ""),
        ("name", 3, _TEXT, False, ""),
        ("op_type", 4, _TEXT, False, ""),
        ("attribute", 5, _PART, True, "Attribute"),
        ("domain", 7, _TEXT, False, ""),
    ),
    "Tensor": (
        ("dims", 1, _INT, True, ""),
        ("data_type", 2, _SMALL, False, ""),
        ("name", 8, _TEXT, False, ""),
        ("raw_data", 9, _BYTES, False, ""),
    ),
    "Graph": (("node", 1, _PART, True, "Node"), ("initializer", 5, _PART, True, "Tensor")),
    "Model": (("graph", 7, _PART, False, "Graph"),),
}


def multiplies_bytes() -> bool:
    """Whether this processor adds up products of bytes without overflow; False where nobody can tell."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return False
    try:
        said = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_vnni" in said or "avx_vnni" in said


def eight_bit(model: bytes) -> bytes:
    """The same ONNX model with each MatMulNBits of four bits as one DynamicQuantizeMatMul.

    Raises Unavailable("model-changed") for anything that is not built like
    the pinned model: raw weights, four bits, a bias outside of the product.
    """
    try:
        parsed = _model_class().FromString(model)
        graph = parsed.graph
        tensors = {tensor.name: tensor for tensor in graph.initializer}
        used: set[str] = set()
        for node in graph.node:
            if node.op_type == "MatMulNBits":
                used.update(node.input[1:])
                _replace(graph, node, _weights(node, tensors))
        if not used:
            raise Unavailable("model-changed")
        kept = [tensor for tensor in graph.initializer if tensor.name not in used]
        del graph.initializer[:]
        graph.initializer.extend(kept)
        return bytes(parsed.SerializeToString())
    except (DecodeError, KeyError, ValueError):
        raise Unavailable("model-changed") from None


@cache
def _model_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="model.proto", package="model", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind, repeated, part in fields:
            label = 3 if repeated else 1
            added = message.field.add(name=field, number=number, type=kind, label=label)
            if part:
                added.type_name = f".model.{part}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("model.Model"))


def _weights(node: Any, tensors: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The weights of one product as floats, inputs by outputs."""
    said = {attribute.name: attribute.i for attribute in node.attribute}
    inputs, outputs, block = said["K"], said["N"], said["block_size"]
    if said["bits"] != 4 or not 3 <= len(node.input) <= 4 or tensors[node.input[2]].data_type != _FLOAT:
        raise Unavailable("model-changed")
    values = _halves(tensors[node.input[1]], outputs)
    scales = np.frombuffer(tensors[node.input[2]].raw_data, np.float32).reshape(outputs, -1)
    zeros = np.full_like(scales, 8)
    if len(node.input) == 4 and node.input[3]:
        zeros = _halves(tensors[node.input[3]], outputs)[:, : scales.shape[1]]
    blocks = values.reshape(outputs, -1, block) - zeros[..., None]
    return np.ascontiguousarray((blocks * scales[..., None]).reshape(outputs, -1)[:, :inputs].T)


def _halves(tensor: Any, rows: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Two numbers a byte, the lower half first."""
    packed = np.frombuffer(tensor.raw_data, np.uint8)
    return np.stack([packed & 15, packed >> 4], -1).reshape(rows, -1).astype(np.float32)


def _replace(graph: Any, node: Any, weights: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    scales = np.abs(weights).max(0) / 127
    scales[scales == 0] = 1
    whole = np.clip(np.rint(weights / scales), -127, 127).astype(np.int8)
    name, values = node.output[0], node.input[0]
    added = (
        ("weights", whole, _INT8),
        ("scales", scales.astype(np.float32), _FLOAT),
        ("zeros", np.zeros(len(scales), np.int8), _INT8),
    )
    for part, numbers, kind in added:
        graph.initializer.add(
            name=f"{name}/{part}", data_type=kind, dims=numbers.shape, raw_data=numbers.tobytes()
        )
    node.op_type, node.domain = "DynamicQuantizeMatMul", "com.microsoft"
    del node.input[:], node.attribute[:]
    node.input.extend([values, *(f"{name}/{part}" for part, _, _ in added)])
