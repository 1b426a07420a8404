"""Writes small ONNX networks and what ONNX Runtime makes of two windows of each: NAME.onnx, NAME.npz.

What they hold is any operator that `import` takes, alone and in the company that exporters put it in. Runtime's optimiser is
off, so that the outputs are what the file says. Run once, by hand, where a network is added:

    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install onnx onnxruntime numpy && /tmp/onnx/bin/python make.py
"""

import os

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(5)


def f32(*shape, scale=None):
    scale = scale or 1 / np.sqrt(max(1, np.prod(shape[1:])))
    return (rng.normal(size=shape) * scale).astype(np.float32)


def ints(*values):
    return np.array(values, np.int64)


class Net:
    """A network in the making: each method adds an operator and gives the name of its value."""

    def __init__(self, shape=("N", 2, 64), opset=17):
        self.nodes, self.constants, self.shape, self.opset = [], [], list(shape), opset

    def const(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def op(self, kind, *inputs, outputs=1, name=None, **attributes):
        at = len(self.nodes)
        inputs = [i if isinstance(i, str) else self.const(i) for i in inputs]
        made = [name or f"v{at}_{k}" for k in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, made, name=f"/net/{kind}_{at}", **attributes))
        return made[0] if outputs == 1 else made

    def conv(self, x, cin, cout, kernel, groups=1, bias=True, **attributes):
        attributes |= {"group": groups} if groups > 1 else {}
        weights = [f32(cout, cin // groups, kernel)] + ([f32(cout, scale=0.3)] if bias else [])
        return self.op("Conv", x, *weights, kernel_shape=[kernel], **attributes)

    def bn(self, x, c):
        variance = (0.5 + rng.random(c)).astype(np.float32)
        return self.op("BatchNormalization", x, 1 + f32(c, scale=0.2), f32(c, scale=0.3), f32(c, scale=0.3), variance, epsilon=1e-3)

    def relu(self, x):
        return self.op("Relu", x)

    def gemm(self, x, cin, cout):
        return self.op("Gemm", x, f32(cout, cin), f32(cout, scale=0.3), transB=1)

    def save(self, name, *outputs, shape=None, kind=TensorProto.FLOAT):
        source = helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)
        ends = [helper.make_tensor_value_info(o, kind, None) for o in outputs]
        graph = helper.make_graph(self.nodes, "g", [source], ends, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = 9
        path = os.path.join(HERE, name)
        onnx.save(model, path + ".onnx")
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(path + ".onnx", options, providers=["CPUExecutionProvider"])
        windows = rng.normal(size=[2] + list(shape or self.shape)[1:]).astype(np.float32)
        runs = [session.run(list(outputs), {"x": windows[k : k + 1]}) for k in range(2)]
        made = {f"output{k or ''}": np.concatenate([run[k] for run in runs]) for k in range(len(outputs))}
        np.savez_compressed(path + ".npz", input=windows, **made)


def resnet(opset):
    n = Net(opset=opset)
    x = n.relu(n.bn(n.conv("x", 2, 8, 7, pads=[3, 3], strides=[2]), 8))
    y = n.relu(n.bn(n.conv(x, 8, 8, 3, pads=[1, 1]), 8))
    x = n.relu(n.op("Add", x, n.bn(n.conv(y, 8, 8, 3, pads=[1, 1]), 8)))
    y = n.relu(n.bn(n.conv(x, 8, 12, 3, pads=[1, 1], strides=[2]), 12))
    shortcut = n.bn(n.conv(x, 8, 12, 1, strides=[2]), 12)
    x = n.relu(n.op("Add", n.bn(n.conv(y, 12, 12, 3, pads=[1, 1]), 12), shortcut))
    x = n.op("ReduceMean", x, ints(2), keepdims=0) if opset >= 18 else n.op("ReduceMean", x, axes=[-1], keepdims=0)
    n.save(f"resnet-opset{opset}", n.op("Softmax", n.gemm(x, 12, 5), axis=-1))


resnet(11)
resnet(20)

n = Net()  # normalisation before the ReLU: nothing to fold it into
x = n.conv("x", 2, 8, 3, pads=[1, 1])
for _ in range(2):
    x = n.op("Add", x, n.conv(n.relu(n.bn(x, 8)), 8, 8, 3, pads=[1, 1]))
n.save("resnet-preactivation", n.gemm(n.op("Flatten", n.op("GlobalAveragePool", n.relu(n.bn(x, 8)))), 8, 3))

n = Net()
branches = [n.conv("x", 2, 4, k, auto_pad="SAME_UPPER") for k in (10, 5, 3)]
branches.append(n.conv(n.op("MaxPool", "x", kernel_shape=[3], strides=[1], pads=[1, 1]), 2, 4, 1))
x = n.op("GlobalAveragePool", n.relu(n.bn(n.op("Concat", *branches, axis=1), 16)))
n.save("inception", n.gemm(n.op("Squeeze", x, ints(2)), 16, 4))

n = Net()  # causal by cutting off behind, and by padding before
x, c = "x", 2
for d in (1, 2, 4):
    y = n.conv(x, c, 6, 3, dilations=[d], pads=[2 * d, 2 * d])
    y = n.relu(n.op("Slice", y, ints(0), ints(-2 * d), ints(2)))
    y = n.relu(n.conv(n.op("Pad", y, ints(0, 0, 2 * d, 0, 0, 0)), 6, 6, 3, dilations=[d]))
    x, c = n.relu(n.op("Add", y, x if c == 6 else n.conv(x, c, 6, 1))), 6
n.save("tcn-last-step", n.gemm(n.op("Gather", x, np.array(-1, np.int64), axis=2), 6, 3))

n = Net()
n.save("sigmoid-per-step", n.op("Sigmoid", n.conv(n.relu(n.conv("x", 2, 6, 5, pads=[4, 0])), 6, 1, 1)))

n = Net()
six = (np.float32(0), np.float32(6))
x = n.op("Clip", n.bn(n.conv("x", 2, 8, 5, pads=[2, 2]), 8), *six)
x = n.op("Clip", n.bn(n.conv(x, 8, 8, 5, groups=8, pads=[2, 2], strides=[2], bias=False), 8), *six)
x = n.op("GlobalMaxPool", n.bn(n.conv(x, 8, 16, 1, bias=False), 16))
n.save("depthwise-relu6", n.gemm(n.op("Reshape", x, ints(0, -1)), 16, 6))

n = Net()
x = n.relu(n.conv(n.relu(n.conv("x", 2, 12, 3, pads=[1, 1])), 12, 24, 3, groups=4))
n.save("grouped", n.gemm(n.op("Flatten", n.op("AveragePool", x, kernel_shape=[4], strides=[4])), 24 * 15, 3))

n = Net(("N", 2, 1, 64))  # two axes of space, one of length 1
x = n.relu(n.op("Conv", "x", f32(8, 2, 1, 7), f32(8), kernel_shape=[1, 7], pads=[0, 3, 0, 3]))
x = n.op("MaxPool", x, kernel_shape=[1, 2], strides=[1, 2])
x = n.relu(n.op("Conv", x, f32(8, 8, 3, 3), f32(8), kernel_shape=[3, 3], pads=[1, 1, 1, 1]))
n.save("conv-2d", n.gemm(n.op("Flatten", x), 8 * 32, 3))

n = Net(("N", 1, 64, 1))
x = n.relu(n.op("Conv", "x", f32(8, 1, 7, 1), f32(8), kernel_shape=[7, 1], pads=[3, 0, 3, 0]))
n.save("conv-2d-upright", n.gemm(n.op("ReduceMax", x, axes=[2, 3], keepdims=0), 8, 3))

n = Net(("N", 64, 2))  # channels last, as exporters of TensorFlow write it
x = n.op("Unsqueeze", n.op("Transpose", "x", perm=[0, 2, 1]), ints(2))
x = n.op("Conv", x, f32(8, 2, 1, 7), f32(8), kernel_shape=[1, 7], strides=[1, 2], auto_pad="SAME_UPPER")
x = n.op("Transpose", n.relu(n.op("Squeeze", x, ints(2))), perm=[0, 2, 1])
x = n.op("Add", n.op("MatMul", n.op("Reshape", x, ints(-1, 256)), f32(256, 10)), f32(10))
n.save("channels-last", n.op("Softmax", n.op("MatMul", n.relu(x), f32(10, 3))))

n = Net(("N", 64, 2))
x = n.op("Transpose", n.relu(n.conv(n.op("Transpose", "x", perm=[0, 2, 1]), 2, 8, 5)), perm=[0, 2, 1])
x = n.op("ReduceMean", n.relu(n.op("Add", n.op("MatMul", x, f32(8, 6)), f32(6))), axes=[1], keepdims=0)
n.save("dense-per-step", n.op("MatMul", x, f32(6, 3)))

n = Net(("N", 24))
n.save("dense", n.gemm(n.relu(n.bn(n.gemm("x", 24, 16), 16)), 16, 4))

n = Net(("N", 2, 24))
n.save("dense-normalised", n.gemm(n.relu(n.gemm(n.bn(n.op("Flatten", "x"), 48), 48, 16)), 16, 4))

n = Net()
x = n.op("LeakyRelu", n.conv("x", 2, 8, 5, pads=[2, 2]), alpha=0.2)
x = n.op("MaxPool", x, kernel_shape=[2], strides=[2])
x = n.op("PRelu", n.bn(n.conv(x, 8, 8, 3), 8), f32(8, 1))
x = n.op("Clip", n.conv(x, 8, 8, 3), np.float32(-1), np.float32(1))
x = n.op("HardSigmoid", n.conv(x, 8, 8, 3, pads=[1, 1]), alpha=0.2, beta=0.5)
x = n.op("Min", n.op("Abs", n.conv(x, 8, 8, 3)), np.float32(0.7))
x = n.op("Max", n.conv(x, 8, 8, 1), np.float32(0.1))
n.save("activations", n.gemm(n.op("Flatten", x), 8 * 26, 3))

for name, attributes in {
    "counted": {"count_include_pad": 1, "pads": [2, 1]},
    "not-counted": {"pads": [2, 1]},
    "ceil": {"ceil_mode": 1},
    "ceil-counted": {"ceil_mode": 1, "count_include_pad": 1, "pads": [1, 1]},
    "same": {"auto_pad": "SAME_UPPER"},
}.items():
    n = Net(opset=19)
    x = n.op("AveragePool", n.relu(n.conv("x", 2, 4, 4)), kernel_shape=[4], strides=[3], **attributes)
    n.save(f"average-{name}", n.relu(n.bn(x, 4)))

n = Net(opset=19)
x = n.conv("x", 2, 4, 4)
n.save("max-dilated", n.op("MaxPool", x, kernel_shape=[3], strides=[2], pads=[1, 1], dilations=[2], ceil_mode=1))

n = Net()
x = n.op("AveragePool", n.relu(n.conv("x", 2, 4, 5)), kernel_shape=[2], strides=[2])
n.save("two-pools", n.op("MaxPool", x, kernel_shape=[3], strides=[1]))

n = Net()
mean, deviation = np.array([[0.5], [-0.2]], np.float32), np.array([[2.0], [3.0]], np.float32)
x = n.relu(n.conv(n.op("Div", n.op("Sub", "x", mean), deviation), 2, 8, 5, pads=[2, 2]))
p, q = n.op("Split", x, ints(3, 5), outputs=2, axis=1)
x = n.op("Concat", q, n.op("Neg", p), axis=1)
x = n.op("Slice", x, ints(1), ints(1000), ints(2), ints(3))
n.save("pieces", n.op("ReduceSum", n.conv(x, 8, 4, 3), ints(2), keepdims=0))

n = Net(("N", 2, "L"))
x = n.relu(n.conv("x", 2, 8, 5, pads=[2, 2], strides=[2]))
n.save("open-length", n.gemm(n.op("Flatten", n.op("GlobalAveragePool", x)), 8, 3), shape=("N", 2, 60))

n = Net()
x = n.relu(n.conv("x", 2, 8, 5))
windows = n.op("Unsqueeze", n.op("Gather", n.op("Shape", x), np.array(0, np.int64), axis=0), ints(0))
n.save("shape-arithmetic", n.gemm(n.op("Reshape", x, n.op("Concat", windows, ints(-1), axis=0)), 480, 3))

n = Net((1, 2, 64))
n.save("one-window", n.gemm(n.op("Reshape", n.relu(n.conv("x", 2, 8, 5)), ints(1, 480)), 480, 3))

n = Net()
n.save("softmax-per-step", n.op("Softmax", n.conv("x", 2, 4, 5), axis=1))
for end, attributes in {"LogSoftmax": {"axis": -1}, "ArgMax": {"axis": 1, "keepdims": 0}}.items():
    n = Net()
    x = n.op(end, n.gemm(n.op("Flatten", n.relu(n.conv("x", 2, 4, 5))), 240, 4), **attributes)
    n.save(end.lower(), x, kind=TensorProto.INT64 if end == "ArgMax" else TensorProto.FLOAT)

n = Net()
x = n.relu(n.conv("x", 2, 4, 5))
n.save("two-outputs", n.gemm(n.op("Flatten", x), 240, 4), n.op("Sigmoid", n.conv(x, 4, 1, 1)))

n = Net()
v, g = n.const(f32(4, 2, 5)), (0.5 + rng.random((4, 1, 1))).astype(np.float32)
w = n.op("Mul", v, n.op("Div", g, n.op("ReduceL2", v, axes=[1, 2], keepdims=1)))
n.save("weight-norm", n.relu(n.op("Conv", "x", w, kernel_shape=[5])))

n = Net()
w = n.op("Cast", f32(8, 2, 5).astype(np.float16), to=TensorProto.FLOAT)
n.save("half-weights", n.relu(n.op("Conv", "x", w, kernel_shape=[5])))

n = Net()
a = n.op("Flatten", n.op("MaxPool", n.relu(n.conv("x", 2, 4, 5)), kernel_shape=[10], strides=[10]))
b = n.op("Flatten", n.op("GlobalAveragePool", n.relu(n.conv("x", 2, 3, 9))))
n.save("flat-concat", n.gemm(n.op("Concat", a, b, axis=1), 27, 3))

step, zero = np.float32(0.05), np.uint8(120)
n = Net()
x = n.op("DequantizeLinear", n.op("QuantizeLinear", "x", step, zero), step, zero)
scales = (0.001 + 0.002 * rng.random(8)).astype(np.float32)
w = n.op("DequantizeLinear", rng.integers(-127, 127, (8, 2, 5)).astype(np.int8), scales, np.zeros(8, np.int8), axis=0)
grid = (np.float32(0.01), np.uint8(0))
x = n.op("QuantizeLinear", n.relu(n.op("Conv", x, w, f32(8), kernel_shape=[5])), *grid)
x = n.op("DequantizeLinear", n.op("MaxPool", x, kernel_shape=[2], strides=[2]), *grid)
n.save("quantised-qdq", n.gemm(n.op("Flatten", x), 240, 3))

n = Net()
x = n.op("QuantizeLinear", "x", step, zero)
w = rng.integers(-127, 127, (8, 2, 5)).astype(np.int8)
grid = (np.float32(0.02), np.uint8(100))
bias = rng.integers(-500, 500, 8).astype(np.int32)
x = n.op("QLinearConv", x, step, zero, w, scales, np.zeros(8, np.int8), *grid, bias, kernel_shape=[5], pads=[2, 2])
n.save("quantised-conv", n.op("DequantizeLinear", x, *grid))

n = Net()
x = n.op("QuantizeLinear", "x", step, zero)
x = n.op("ConvInteger", x, rng.integers(0, 255, (8, 2, 5)).astype(np.uint8), zero, np.uint8(128), kernel_shape=[5])
n.save("integer-conv", n.relu(n.op("Mul", n.op("Cast", x, to=TensorProto.FLOAT), np.float32(0.05 * 0.01))))

n = Net()
x = n.op("QuantizeLinear", n.op("Flatten", n.op("MaxPool", "x", kernel_shape=[8], strides=[8])), step, zero)
w = rng.integers(-127, 127, (16, 5)).astype(np.int8)
x = n.op("MatMulInteger", x, w, zero, np.int8(0))
n.save("integer-dense", n.op("Mul", n.op("Cast", x, to=TensorProto.FLOAT), np.float32(0.05 * 0.01)))

# channels in another order: by two Transposes of a split axis, by Gather, beside channels that are passed on
n = Net()
x = n.relu(n.conv("x", 2, 8, 3, pads=[1, 1]))
y = n.op("Reshape", n.relu(n.bn(n.conv(x, 8, 8, 1, groups=2), 8)), ints(-1, 2, 4, 64))
y = n.op("Reshape", n.op("Transpose", y, perm=[0, 2, 1, 3]), ints(-1, 8, 64))
y = n.bn(n.conv(n.bn(n.conv(y, 8, 8, 3, groups=8, pads=[1, 1]), 8), 8, 8, 1, groups=2), 8)
x = n.op("GlobalAveragePool", n.relu(n.op("Add", x, y)))
n.save("shuffle-groups", n.gemm(n.op("Flatten", x), 8, 3))

n = Net(opset=18)
x = n.relu(n.conv("x", 2, 8, 3, pads=[1, 1]))
for _ in range(2):
    a, b = n.op("Split", x, outputs=2, axis=1, num_outputs=2)
    b = n.relu(n.bn(n.conv(n.relu(n.bn(n.conv(b, 4, 4, 1), 4)), 4, 4, 3, groups=4, pads=[1, 1]), 4))
    x = n.op("Reshape", n.op("Concat", a, b, axis=1), ints(0, 2, 4, 64))
    x = n.op("Reshape", n.op("Transpose", x, perm=[0, 2, 1, 3]), ints(0, 8, 64))
n.save("shuffle-branches", n.gemm(n.op("ReduceMean", x, ints(2), keepdims=0), 8, 3))

n = Net(("N", 64, 2))  # the last axis is split
x = n.op("Transpose", n.relu(n.conv(n.op("Transpose", "x", perm=[0, 2, 1]), 2, 8, 3)), perm=[0, 2, 1])
x = n.op("Transpose", n.op("Reshape", x, ints(-1, 62, 2, 4)), perm=[0, 1, 3, 2])
x = n.op("Gather", n.op("Reshape", x, ints(-1, 62, 8)), ints(5, 5, 0, 3), axis=2)
n.save("shuffle-last", n.gemm(n.op("Flatten", x), 62 * 4, 3))

# positions that are left out: behind what lies behind a convolution, behind a pool, in a shortcut, all but the last
n = Net()
x, c = "x", 2
for d in (1, 2, 4):
    y = x
    for k in (c, 6):
        y = n.bn(n.conv(y, k, 6, 3, dilations=[d], pads=[2 * d, 2 * d]), 6)
        y = n.relu(n.op("Slice", y, ints(0), ints(-2 * d), ints(2), ints(1)))
    x, c = n.relu(n.op("Add", y, x if c == 6 else n.conv(x, c, 6, 1))), 6
x = n.op("Slice", x, ints(-1), ints(9223372036854775807), ints(2))
n.save("tcn-chomp", n.gemm(n.op("Squeeze", x, ints(2)), 6, 3))

n = Net()
x = n.op("MaxPool", n.relu(n.conv(n.op("Slice", "x", ints(10), ints(-5), ints(2)), 2, 6, 3)), kernel_shape=[2], strides=[2])
x = n.op("Slice", x, ints(3), ints(-2), ints(2))
y = n.conv(x, 6, 6, 5)
x = n.relu(n.op("Add", y, n.op("Slice", x, ints(2), ints(-2), ints(2))))
n.save("crops", n.gemm(n.op("Flatten", n.op("GlobalMaxPool", x)), 6, 3))

# largest values of a signed signal under padding, beside convolutions
n = Net()
source, x, c = "x", "x", 2
for _ in range(2):
    b = n.conv(x, c, 4, 1, bias=False)
    branches = [n.conv(b, 4, 4, k, bias=False, pads=[(k - 1) // 2, k // 2]) for k in (9, 5, 3)]
    branches.append(n.conv(n.op("MaxPool", x, kernel_shape=[3], strides=[1], pads=[1, 1]), c, 4, 1, bias=False))
    x, c = n.relu(n.bn(n.op("Concat", *branches, axis=1), 16)), 16
x = n.relu(n.op("Add", x, n.bn(n.conv(source, 2, 16, 1, bias=False), 16)))
n.save("inception-time", n.gemm(n.op("Flatten", n.op("GlobalAveragePool", x)), 16, 3))

n = Net()
x = n.op("MaxPool", n.conv("x", 2, 6, 3, pads=[1, 1]), kernel_shape=[3], strides=[2], pads=[1, 1])
n.save("max-signed", n.relu(n.conv(x, 6, 4, 3, pads=[1, 1])))

# averages that do not count their padding and whose positions are then summed up
for name, whole in {"dense": False, "global": True}.items():
    n = Net()
    x = n.op("AveragePool", n.relu(n.conv("x", 2, 6, 3)), kernel_shape=[3], strides=[2], pads=[1, 1])
    x = n.op("Flatten", n.op("GlobalAveragePool", x) if whole else x)
    n.save(f"average-{name}", n.gemm(x, 6 if whole else 6 * 31, 3))
n = Net(opset=19)
x = n.op("AveragePool", n.relu(n.conv("x", 2, 6, 3)), kernel_shape=[3], strides=[2], dilations=[2])
n.save("average-dilated", n.conv(x, 6, 3, 1))

n = Net()
x = n.relu(n.conv("x", 2, 6, 3))
x = n.op("Concat", n.op("ReduceMean", x, axes=[1], keepdims=1), n.op("ReduceSum", x, ints(1), keepdims=1), axis=1)
n.save("mean-of-channels", n.op("ReduceMean", n.relu(n.conv(x, 2, 4, 3)), axes=[1, 2], keepdims=0))

# the oldest and the newest spelling
n = Net(opset=9)
x = n.op("Pad", "x", mode="constant", pads=[0, 0, 2, 0, 0, 2], value=0.0)
x = n.op("Slice", n.relu(n.bn(n.conv(x, 2, 8, 5), 8)), axes=[2], starts=[0], ends=[-2])
a, b = n.op("Split", x, outputs=2, axis=1, split=[4, 4])
x = n.op("Clip", n.op("Concat", b, a, axis=1), min=0.0, max=6.0)
x = n.op("Squeeze", n.op("Unsqueeze", x, axes=[2]), axes=[2])
x = n.op("Dropout", n.op("ReduceMean", x, axes=[2], keepdims=0))
n.save("opset9", n.op("Softmax", n.gemm(x, 8, 3), axis=1))

n = Net(opset=22)
x = n.relu(n.bn(n.conv(n.op("Pad", "x", ints(2, 2), np.float32(0), ints(2)), 2, 8, 5), 8))
a, b = n.op("Split", x, outputs=2, axis=1, num_outputs=2)
x = n.op("ReduceMax", n.op("Concat", b, a, axis=-2), ints(-1), keepdims=1)
n.save("opset22", n.op("Softmax", n.gemm(n.op("Reshape", x, ints(-1, 8)), 8, 3)))

n = Net(("N", 64, 2))  # as TensorFlow's exporter lays out layers over two axes
x = n.op("Transpose", n.op("Reshape", "x", ints(-1, 64, 1, 2)), perm=[0, 3, 1, 2])
x = n.op("Conv", x, f32(8, 1, 5, 1), kernel_shape=[5, 1], auto_pad="SAME_UPPER", strides=[2, 1], group=2)
x = n.relu(n.op("Squeeze", n.op("Transpose", x, perm=[0, 2, 3, 1]), ints(2)))
x = n.op("Transpose", n.op("Unsqueeze", x, ints(1)), perm=[0, 3, 1, 2])
x = n.op("MaxPool", x, kernel_shape=[1, 2], strides=[1, 2], auto_pad="SAME_UPPER")
x = n.op("Squeeze", n.op("Transpose", x, perm=[0, 2, 3, 1]), ints(1))
x = n.op("ReduceMean", n.op("Add", n.op("Mul", x, f32(8)), f32(8)), axes=[1], keepdims=0)
n.save("tf-two-axes", n.op("Softmax", n.op("Add", n.op("MatMul", x, f32(8, 3)), f32(3))))


def qdq(n, x, step, zero):  # rounded to a grid
    return n.op("DequantizeLinear", n.op("QuantizeLinear", x, np.float32(step), zero), np.float32(step), zero)


def on_grid(n, weights):
    scale = np.abs(weights).max(axis=tuple(range(1, weights.ndim)), initial=1e-3) / 127
    steps = np.round(weights / scale.reshape([-1] + [1] * (weights.ndim - 1))).astype(np.int8)
    return n.op("DequantizeLinear", steps, scale.astype(np.float32), np.zeros(len(scale), np.int8), axis=0)


n = Net()  # grids around every tensor, the output of the end too; the ReLUs are what the grids leave out
low = np.int8(-128)
x = n.op("Conv", qdq(n, "x", 0.03, np.int8(3)), on_grid(n, f32(8, 2, 5)), f32(8, scale=0.3), kernel_shape=[5], pads=[2, 2])
x = qdq(n, x, 0.02, low)
y = qdq(n, n.op("Conv", x, on_grid(n, f32(8, 8, 3)), f32(8, scale=0.3), kernel_shape=[3], pads=[1, 1]), 0.03, np.int8(-5))
x = qdq(n, n.op("Add", x, y), 0.03, low)
x = qdq(n, n.op("MaxPool", x, kernel_shape=[2], strides=[2]), 0.03, low)
x = qdq(n, n.op("GlobalAveragePool", x), 0.015, low)
x = qdq(n, n.op("Gemm", n.op("Flatten", x), on_grid(n, f32(3, 8)), f32(3, scale=0.3), transB=1), 0.02, np.int8(7))
n.save("quantised-everywhere", qdq(n, n.op("Softmax", x), 1 / 256, low))
