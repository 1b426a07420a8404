"""A small convolutional network in PyTorch, trained on train/windows.npz."""

import numpy as np
import torch
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(1)
# Processors round differently: learned in double precision, the network is the same on all of them.
torch.set_default_dtype(torch.float64)


def load(folder):
    with np.load(f"{folder}/windows.npz") as arrays:
        return torch.from_numpy(arrays["X"]).double(), torch.from_numpy(arrays["y"])


def block(inputs, outputs):
    return [nn.Conv1d(inputs, outputs, 5, padding=2), nn.BatchNorm1d(outputs), nn.ReLU(), nn.MaxPool1d(4)]


model = nn.Sequential(*block(2, 8), *block(8, 16), nn.Flatten(), nn.Linear(16 * 8, 3))

x, y = load("train")
optimiser = torch.optim.Adam(model.parameters(), 0.01)
for epoch in range(10):
    for some in torch.randperm(len(x)).split(32):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x[some]), y[some]).backward()
        optimiser.step()

model.float().eval()
x, y = load("test")
x = x.float()
with torch.no_grad():
    scores = model(x)
print(f"right: {(scores.argmax(1) == y).sum()} of {len(y)} windows")

# The network, and what PyTorch makes of some windows.
torch.onnx.export(model, (x[:1],), "motor.onnx")
np.savez("outputs.npz", input=x[:50].numpy(), output=scores[:50].numpy())
