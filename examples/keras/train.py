"""A depthwise separable network in Keras, trained on train/X.npy."""

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)


def load(folder):
    return np.load(f"{folder}/X.npy"), np.load(f"{folder}/y.npy")


def block(filters):
    """Each channel by itself, then channels mixed."""
    return [
        layers.DepthwiseConv1D(5, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.Conv1D(filters, 1, use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.MaxPooling1D(2),
    ]


model = keras.Sequential(
    [
        layers.Input((100, 3)),
        layers.Conv1D(8, 5, padding="same", activation="relu"),
        layers.MaxPooling1D(2),
        *block(12),
        *block(16),
        layers.GlobalAveragePooling1D(),
        layers.Dense(4, activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(*load("train"), batch_size=32, epochs=20, verbose=0)

x, y = load("test")
scores = model.predict(x, verbose=0)
print(f"right: {(scores.argmax(1) == y).sum()} of {len(y)} windows")

# The network, and what Keras makes of some windows.
model.save("gestures.keras")
np.savez("outputs.npz", input=x[:50], output=scores[:50])
