"""The Keras peer of bench/training.ts: the same network on the same pictures, as a Python trainer runs it: compiled to a graph, `fit`, one thread.

argv: a folder with request.json ({"network", "classes", "mean", "std", "batch", "rate", "decay", "steps", "warm"}), pixels.bin (8 bit,
[count, height, width, channels]) and labels.bin. Prints one JSON line: CPU milliseconds a step, parameters, mean loss of the measured steps.
Needs tensorflow-cpu 2.15.1 from PyPI: the library that tfjs-node runs on as well.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras = tf.keras
layers = keras.layers

folder = sys.argv[1]
with open(os.path.join(folder, "request.json"), encoding="utf-8") as file:
    request = json.load(file)
size = request["network"]["input"]
pixels = np.fromfile(os.path.join(folder, "pixels.bin"), np.uint8)
pixels = pixels.reshape(-1, size["height"], size["width"], size["channels"])
labels = np.eye(request["classes"], dtype=np.float32)[np.fromfile(os.path.join(folder, "labels.bin"), np.uint8)]


def applied(layer, value):
    op = layer["op"]
    if op == "conv":
        bias = bool(layer.get("bias"))
        kernel = keras.initializers.HeNormal()
        return layers.Conv2D(layer["filters"], layer["side"], padding="same", use_bias=bias, kernel_initializer=kernel)(value)
    if op == "max-pool":
        return layers.MaxPooling2D(layer["side"])(value)
    if op == "average-pool":
        return layers.AveragePooling2D(layer["side"])(value)
    if op == "norm":
        return layers.BatchNormalization(momentum=0.9)(value)
    if op == "relu":
        return layers.ReLU()(value)
    if op == "dropout":
        return layers.Dropout(layer["rate"])(value)
    if op == "summary":
        return layers.Concatenate()([layers.GlobalAveragePooling2D()(value), layers.GlobalMaxPooling2D()(value)])
    if op == "flatten":
        return layers.Flatten()(value)
    return layers.Dense(layer["units"])(value)


inputs = value = keras.Input((size["height"], size["width"], size["channels"]))
for layer in request["network"]["layers"]:
    value = applied(layer, value)
model = keras.Model(inputs, value)
model.compile(
    keras.optimizers.AdamW(request["rate"], weight_decay=request["decay"], jit_compile=False),
    keras.losses.CategoricalCrossentropy(from_logits=True),
)


def fit(first, steps):
    """Trains on so many batches from one on; the mean loss."""
    chosen = slice(first * request["batch"], (first + steps) * request["batch"])
    x = (pixels[chosen].astype(np.float32) - request["mean"]) / request["std"]
    return model.fit(x, labels[chosen], request["batch"], epochs=1, verbose=0, shuffle=True).history["loss"][0]


fit(0, request["warm"])
began = time.process_time()
loss = fit(request["warm"], request["steps"])
milliseconds = 1000 * (time.process_time() - began) / request["steps"]
parameters = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
print(json.dumps({"cpuMs": milliseconds, "parameters": parameters, "loss": loss, "tensorflow": tf.__version__}))
