"""Gestures of a hand, made up: windows of a three-axis accelerometer, 2 s at 50 Hz."""

import os

import numpy as np

SAMPLES, RATE = 100, 50
GESTURES = ["rest", "shake", "circle", "lift"]
rng = np.random.default_rng(2)


def window(gesture):
    """Shape [100, 3], in g: gravity in some direction, and what the hand does."""
    t = np.arange(SAMPLES) / RATE
    size, hertz, phase = rng.uniform(0.3, 1), rng.uniform(0.8, 1.6), rng.uniform(0, 2 * np.pi)
    angle = 2 * np.pi * hertz * t + phase
    moved = np.zeros((SAMPLES, 3))
    if gesture == "shake":
        moved[:, 0] = size * np.sin(3 * angle)
    elif gesture == "circle":
        moved[:, :2] = size * np.stack([np.cos(angle), np.sin(angle)], 1)
    elif gesture == "lift":
        since = t - rng.uniform(0.5, 1.2)
        moved[:, 2] = -4 * size * since * np.exp(-20 * since**2)
    gravity = np.array([*rng.normal(0, 0.1, 2), 1.0])
    return gravity + moved + 0.12 * rng.standard_normal((SAMPLES, 3))


def save(folder, windows):
    y = np.arange(windows) % len(GESTURES)
    os.makedirs(folder, exist_ok=True)
    np.save(f"{folder}/X.npy", np.float32([window(GESTURES[k]) for k in y]))
    np.save(f"{folder}/y.npy", y)


save("train", 800)
save("test", 400)
