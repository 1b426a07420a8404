"""A network as NNgen makes it: 2-D with a height of 1, weights in a memory behind AXI, and a bench that compares every score.

  nngen_peer.py NETWORK.json FOLDER [--bits 16] [--change]

Writes FOLDER/accelerator.v and FOLDER/bench.v with FOLDER/memory.out; the bench prints `cycles: N`, then PASS or FAIL. With --change
a weight in the memory is another than that which the expected scores were computed of: with this memory the bench has to fail.
"""
import argparse
import json
import os

import nngen as ng
import numpy as np
import veriloggen.thread as vthread
import veriloggen.types.axi as axi
from veriloggen import Module, Not, Seq, simulation

DATA_BITS = 32  # of the AXI bus


def layers_of(network, x, bits):
    """The operators of all layers, and the variables with their numbers."""
    kind = ng.dtype_int(bits, signed=True)
    values = []

    def variable(dtype, array, name):
        made = ng.variable(dtype=dtype, shape=array.shape, name=name)
        made.set_value(array)
        values.append(made)
        return made

    limit = 2 ** (bits - 1) - 1
    gain = 1.0
    for layer in network["layers"]:
        w = np.array(layer["weights"], dtype=np.int64).reshape(layer["out"], layer["in"], layer["kernel"])
        b = np.array(layer["bias"], dtype=np.int64)
        shift = layer["shift"]
        pool = layer["pool"]
        # It has averages where the network has sums: of finer values, in whose scale the next layer's bias is.
        b = np.round(b * gain).astype(np.int64)
        gain = 1.0
        if pool is not None and pool["kind"] == "sum":
            finer = min(shift, 5)
            shift, gain = shift - finer, 2.0**finer / pool["kernel"]
        # Weights that are too wide lose their lowest bits, and so do biases and shifts.
        while np.abs(w).max() > limit:
            w, b, shift = np.round(w / 2).astype(np.int64), np.round(b / 2).astype(np.int64), max(shift - 1, 0)
        name = layer["name"]
        w = variable(kind, w.transpose(0, 2, 1)[:, np.newaxis], f"{name}_w")
        b = variable(ng.int32, b, f"{name}_b")
        out = kind if layer["relu"] else ng.int32
        more = {} if shift == 0 else {"rshift_out": ng.constant([shift], dtype=ng.int8, shape=(1,))}
        x = ng.conv2d(
            x, w, (1, 1, layer["stride"], 1), bias=b, act_func=ng.relu if layer["relu"] else None,
            padding=(0, 0, layer["before"], layer["after"]), dtype=out, sum_dtype=ng.int64, name=name, **more,
        )
        if pool is None:
            continue
        size, stride = (1, 1, pool["kernel"], 1), (1, 1, pool["stride"], 1)
        if pool["kind"] == "max":
            # Its smaller pool takes no windows that overlap.
            largest = ng.max_pool_serial if pool["stride"] >= pool["kernel"] else ng.max_pool
            x = largest(x, size, stride, padding="VALID", name=f"{name}_pool")
        else:
            x = ng.avg_pool_serial(x, size, stride, padding="VALID", sum_dtype=ng.int32, dtype=kind, name=f"{name}_pool")
    return x, values


def bench(target, made, x, output, samples, expected, params, folder):
    """The bench: starts the accelerator, counts cycles, compares all scores."""
    at = {"param": made.variable_addr, "input": x.addr, "output": output.addr}
    check = max(1 << 19, -(-(max(at["param"] + params.size, at["input"] + x.memory_size, at["output"] + output.memory_size)) // 4096) * 4096)
    memory = np.zeros([check + 4 * 4096], dtype=np.int64)
    width = DATA_BITS
    for array, bits, start, alignment in (
        (samples, x.dtype.width, at["input"], x.get_word_alignment()),
        (params, 8, at["param"], None),
        (expected, output.dtype.width, check, output.get_word_alignment()),
    ):
        axi.set_memory(memory, array, width, bits, start, alignment)
    m = Module("bench")
    m.copy_params(target)
    ports = m.copy_sim_ports(target)
    clk, resetn = ports["CLK"], ports["RESETN"]
    rst = m.Wire("RST")
    rst.assign(Not(resetn))
    image = os.path.join(folder, "memory.out")
    ram = axi.AxiMemoryModel(m, "memory", clk, rst, datawidth=width, memimg=memory, memimg_name=image)
    ram.connect(ports, "maxi")
    saxi = vthread.AXIMLite(m, "_saxi", clk, rst, noio=True)
    saxi.connect(ports, "saxi")
    counter = m.Reg("cycles", 64, initval=0)
    seq = Seq(m, "count", clk, rst)
    seq(counter.inc())
    size = int(np.prod(output.shape))
    bits = output.dtype.width

    def control():
        for _ in range(100):
            pass
        ng.sim.set_global_addrs(saxi, 0)
        start = counter
        ng.sim.start(saxi)
        ng.sim.wait(saxi)
        print("cycles: %d" % (counter - start))
        right = True
        for i in range(size):
            a = ram.read_word(i, at["output"], bits)
            b = ram.read_word(i, check, bits)
            if vthread.verilog.NotEql(a, b):
                right = False
                print("score %d: %d, expected %d" % (i, a, b))
        if right:
            print("PASS")
        else:
            print("FAIL")
        vthread.finish()

    vthread.Thread(m, "control", clk, rst, control).start()
    m.Instance(target, "uut", params=m.connect_params(target), ports=m.connect_ports(target))
    simulation.setup_clock(m, clk, hperiod=5)
    simulation.setup_reset(m, resetn, m.make_reset(), period=100, polarity="low")
    return m


def main():
    words = argparse.ArgumentParser()
    words.add_argument("network")
    words.add_argument("folder")
    words.add_argument("--bits", type=int, default=16)
    words.add_argument("--change", action="store_true")
    said = words.parse_args()
    os.makedirs(said.folder, exist_ok=True)
    network = json.load(open(said.network))
    kind = ng.dtype_int(said.bits, signed=True)
    x = ng.placeholder(dtype=kind, shape=(1, 1, network["samples"], network["channels"]), name="signal")
    output, values = layers_of(network, x, said.bits)
    windows = [np.array(w, dtype=np.int64).reshape(x.shape) for w in network["windows"]]
    scores = [ng.eval([output], signal=w)[0] for w in windows]
    same = sum(int(np.argmax(s)) == c for s, c in zip(scores, network["said"]))
    target = ng.to_veriloggen([output], "accelerator", silent=True, config={"maxi_datawidth": DATA_BITS})
    params = ng.export_ndarray([output])
    made = argparse.Namespace(variable_addr=min(v.addr for v in values))
    if said.change:
        # One weight of the first layer, by its lowest byte.
        params = params.copy()
        at = values[0].addr - made.variable_addr
        params[at] ^= 0x40
    text = bench(target, made, x, output, windows[0], scores[0], params, said.folder).to_verilog()
    with open(os.path.join(said.folder, "bench.v"), "w") as file:
        file.write(text)
    with open(os.path.join(said.folder, "accelerator.v"), "w") as file:
        file.write(target.to_verilog())
    print(json.dumps({"windows": len(windows), "sameClass": same}))


main()
