"""A network as hls4ml makes it, in its own C simulation: there is no open synthesis of what it writes.

  hls4ml_peer.py NETWORK.json FOLDER

Prints windows a second and how often the class is that of the integer network. hls4ml has no check of its own: nothing says what
the outputs of the C simulation should be.
"""
import argparse
import json
import time

import numpy as np
from hls4ml.model.graph import ModelGraph


def layers_of(network):
    """Its own list of layers, as its readers of frameworks make it, and the precision of each."""
    width, channels, factor = network["samples"], network["channels"], 1
    layers = [{"class_name": "InputLayer", "name": "signal", "input_shape": [width, channels]}]
    names = {"signal": {"Precision": {"result": f"fixed<{network['bits']},{network['bits']}>"}}}
    shape = {"data_format": "channels_last"}
    for layer in network["layers"]:
        name, kernel = layer["name"], layer["kernel"]
        w = np.array(layer["weights"], dtype=np.float64).reshape(layer["out"], layer["in"], kernel).transpose(2, 1, 0)
        scale = 2.0 ** -layer["shift"]
        if layer["before"] + layer["after"] > 0:
            padded = width + layer["before"] + layer["after"]
            pads = {"in_width": width, "pad_left": layer["before"], "pad_right": layer["after"], "out_width": padded, "n_chan": channels}
            layers.append({"class_name": "ZeroPadding1D", "name": f"{name}_pad", **pads, **shape})
            width = padded
        out = (width - kernel) // layer["stride"] + 1
        layers.append({
            "class_name": "Conv1D", "name": name, **shape, "weight_data": w * scale * factor, "bias_data": np.array(layer["bias"]) * scale,
            "in_width": width, "n_chan": channels, "n_filt": layer["out"], "filt_width": kernel, "stride_width": layer["stride"],
            "dilation": 1, "padding": "valid", "pad_left": 0, "pad_right": 0, "out_width": out, "use_bias": True,
        })
        width, channels, factor = out, layer["out"], 1
        fraction = layer["shift"]
        numbers = f"fixed<16,{16 - fraction}>"
        wide = f"fixed<40,{40 - 16 - 1}>"
        names[name] = {"Precision": {"weight": numbers, "bias": f"fixed<32,{32 - fraction}>", "accum": wide, "result": wide}}
        if layer["relu"]:
            layers.append({"class_name": "Activation", "name": f"{name}_relu", "activation": "relu"})
            names[f"{name}_relu"] = {"Precision": {"result": "ufixed<16,10,RND,SAT>"}}
        pool = layer["pool"]
        if pool is not None:
            kind = "MaxPooling1D" if pool["kind"] == "max" else "AveragePooling1D"
            out = (width - pool["kernel"]) // pool["stride"] + 1
            ends = {"n_in": width, "n_out": out, "n_filt": channels, "pool_width": pool["kernel"], "stride_width": pool["stride"]}
            layers.append({"class_name": kind, "name": f"{name}_pool", **ends, "padding": "valid", "pad_left": 0, "pad_right": 0, "count_pad": True, **shape})
            names[f"{name}_pool"] = {"Precision": {"result": "ufixed<16,10>", "accum": "ufixed<24,18>"}}
            width, factor = out, 1 if pool["kind"] == "max" else pool["kernel"]
    return layers, names


def main():
    words = argparse.ArgumentParser()
    words.add_argument("network")
    words.add_argument("folder")
    said = words.parse_args()
    network = json.load(open(said.network))
    layers, names = layers_of(network)
    config = {
        **{"OutputDir": said.folder, "ProjectName": "peer", "Backend": "Vitis", "IOType": "io_stream", "ClockPeriod": 20},
        "HLSConfig": {"Model": {"Precision": "fixed<16,10>", "ReuseFactor": 1, "Strategy": "Resource"}, "LayerName": names},
    }
    model = ModelGraph.from_layer_list(config, layers)
    start = time.time()
    model.compile()
    compiled = time.time() - start
    windows = np.array(network["windows"], dtype=np.float32).reshape(-1, network["samples"], network["channels"])
    start = time.time()
    scores = np.asarray(model.predict(np.ascontiguousarray(windows))).reshape(len(windows), -1)
    seconds = time.time() - start
    same = sum(int(np.argmax(s)) == c for s, c in zip(scores, network["said"]))
    print(json.dumps({"windows": len(windows), "sameClass": same, "perSecond": len(windows) / seconds, "compiled": compiled}))


main()
