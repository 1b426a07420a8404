"""Vibration of a motor, made up: windows of two accelerometers, and what is wrong with the motor."""

import os

import numpy as np

SAMPLES, RATE = 128, 1000
CLASSES = ["healthy", "unbalance", "bearing"]
rng = np.random.default_rng(1)


def window(kind):
    """Shape [2, 128], in g: the shaft's turning, its harmonics, and pulses of a bearing that rings at 300 Hz."""
    t = np.arange(SAMPLES) / RATE + rng.uniform()
    turn = 2 * np.pi * rng.uniform(23, 27) * t
    once = rng.uniform(0.8, 1.6) if kind == "unbalance" else rng.uniform(0.1, 0.4)
    radial = once * np.sin(turn) + 0.1 * np.sin(2 * turn)
    axial = 0.3 * once * np.cos(turn) + 0.15 * np.sin(3 * turn)
    if kind == "bearing":
        since = (t * rng.uniform(70, 90)) % 1 / 80
        pulse = rng.uniform(0.8, 1.6) * np.exp(-400 * since) * np.sin(2 * np.pi * 300 * since)
        radial, axial = radial + pulse, axial + 0.5 * pulse
    return np.stack([radial, axial]) + 0.35 * rng.standard_normal((2, SAMPLES))


def save(folder, windows):
    y = np.arange(windows) % len(CLASSES)
    os.makedirs(folder, exist_ok=True)
    np.savez(f"{folder}/windows.npz", X=np.float32([window(CLASSES[k]) for k in y]), y=y)


save("train", 600)
save("test", 300)
