"""A network as da4ml makes it: constant weights as adders, everything that is computed at once unrolled.

  da4ml_peer.py NETWORK.json FOLDER [--whole] [--change]

Writes a folder of Verilog for one position of each layer, FOLDER/<layer>, or with --whole FOLDER/whole for a window at once. Prints what
there is; its own check, a simulation by Verilator against the numbers that it computed itself, is made on --whole. With --change that
check is made of a design in which one weight is another than in what it is compared with.
"""
import argparse
import glob
import json
import os
import re
import time

import numpy as np
from da4ml.codegen import VerilogModel
from da4ml.trace import FixedVariableArrayInput, comb_trace

WINDOWS = 2000  # that the check compares


def inputs(shape, bits, signed):
    return FixedVariableArrayInput(shape).quantize(int(signed), bits - int(signed), 0)


def weights_of(layer):
    """[tap and input channel, output channel]"""
    w = np.array(layer["weights"], dtype=np.float64).reshape(layer["out"], layer["in"], layer["kernel"])
    return w.transpose(2, 1, 0).reshape(-1, layer["out"])


def finished(acc, layer):
    """Bias, rounding and both ends of the range, as the integer network has them."""
    acc = acc + np.array(layer["bias"], dtype=np.float64)
    if not layer["relu"]:
        return acc
    half = 2 ** (layer["shift"] - 1) if layer["shift"] > 0 else 0
    scaled = (acc + half) * 2.0 ** -layer["shift"]
    k, i, f = scaled.kif
    whole = scaled.quantize(k, i, np.minimum(f, 0))
    return np.clip(whole, 0.0, 2.0 ** layer["bits"] - 1)


def position(layer, bits, signed):
    x = inputs((layer["kernel"] * layer["in"],), bits, signed)
    return x, finished(x @ weights_of(layer), layer)


def whole(network):
    """All positions of all layers."""
    x = inputs((network["samples"], network["channels"]), network["bits"], True)
    y = x
    for layer in network["layers"]:
        w = weights_of(layer)
        before, after = (np.zeros((layer[side], y.shape[1])) for side in ("before", "after"))
        y = np.concatenate([before, y, after]) if layer["before"] + layer["after"] > 0 else y
        starts = range(0, y.shape[0] - layer["kernel"] + 1, layer["stride"])
        out = [finished(y[s : s + layer["kernel"]].reshape(-1) @ w, layer) for s in starts]
        pool = layer["pool"]
        if pool is not None:
            join = np.amax if pool["kind"] == "max" else np.sum
            starts = range(0, len(out) - pool["kernel"] + 1, pool["stride"])
            out = [join(np.stack(out[s : s + pool["kernel"]]), axis=0) for s in starts]
        y = np.stack(out)
    return x, y.reshape(-1)


def compiled(model):
    """Its own simulation of what it wrote. Verilator 5.006 knows not all warnings that its sources turn off: those comments are taken out."""
    model.write()
    for file in glob.glob(os.path.join(model._path, "src", "static", "*.v")):
        text = open(file).read()
        with open(file, "w") as out:
            out.write(re.sub(r"/\*\s*verilator lint_(on|off) \w+\s*\*/", "", text))
    model._compile(openmp=False, _env={"VERILATOR_FLAGS": "-Wno-fatal"})
    return model


def main():
    words = argparse.ArgumentParser()
    words.add_argument("network")
    words.add_argument("folder")
    words.add_argument("--whole", action="store_true")
    words.add_argument("--change", action="store_true")
    said = words.parse_args()
    network = json.load(open(said.network))
    os.makedirs(said.folder, exist_ok=True)
    if not said.whole:
        bits, signed, made = network["bits"], True, []
        for layer in network["layers"]:
            x, y = position(layer, bits, signed)
            model = VerilogModel(comb_trace(x, y), layer["name"], os.path.join(said.folder, layer["name"]))
            model.write()
            made.append(layer["name"])
            pool = layer["pool"]
            sums = pool["kernel"] if pool is not None and pool["kind"] == "sum" else 1
            bits, signed = (layer["bits"] or 0) + (sums - 1).bit_length(), False
        print(json.dumps({"made": made}))
        return
    start = time.time()
    x, y = whole(network)
    comb = comb_trace(x, y)
    path = os.path.join(said.folder, "whole")
    model = VerilogModel(comb, "whole", path)
    traced = time.time() - start
    windows = np.array(network["windows"], dtype=np.float64).reshape(len(network["windows"]), -1)
    scores = comb.predict(windows)
    same = sum(int(np.argmax(s)) == c for s, c in zip(scores, network["said"]))
    exact = bool(np.array_equal(scores.astype(np.int64), np.array(network["scores"])))
    if said.change:
        network["layers"][0]["weights"][0] += 64
        model = VerilogModel(comb_trace(*whole(network)), "whole", os.path.join(said.folder, "changed"))
    start = time.time()
    compiled(model)
    took = time.time() - start
    data = np.repeat(windows, -(-WINDOWS // len(windows)), axis=0)
    start = time.time()
    rtl = model.predict(data)
    seconds = time.time() - start
    passed = bool(np.array_equal(rtl, comb.predict(data)))
    print(json.dumps({"sameClass": same, "windows": len(windows), "exact": exact, "seconds": traced, "compiled": took, "perSecond": len(data) / seconds, "pass": passed}))


main()
