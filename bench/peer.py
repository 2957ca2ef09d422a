"""The Python peer of bench/inference.ts: the same model on the same picture, the way a Python station does it.

Reads one JSON request a line on stdin ({"path": "area", "rounds": 20}), answers with the wall and CPU milliseconds of each round.
It begins with the RGB picture; a camera gives planes, and the path "colour" is what making RGB of them takes.
argv: model.onnx, picture.rgb (raw RGB bytes), its width, its height, input side (letterboxed) or 0 for a stretched 64x64 grey input.
Needs numpy, onnxruntime, opencv-python-headless and Pillow from PyPI.
"""

import json
import sys
import time

import cv2
import numpy as np
import onnxruntime
from PIL import Image

model, picture, width, height, side = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
cv2.setNumThreads(1)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
frame = np.fromfile(picture, np.uint8).reshape(height, width, 3)
planes = cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420)

RESIZE = {
    "linear": lambda rgb, size: cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR),
    "area": lambda rgb, size: cv2.resize(rgb, size, interpolation=cv2.INTER_AREA),
    "pillow": lambda rgb, size: np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BILINEAR)),
}


def letterboxed(path):
    """YOLOX: 0 to 255, BGR, top left, padded with 114."""
    scale = min(side / height, side / width)
    small = RESIZE[path](frame, (int(width * scale), int(height * scale)))
    padded = np.full((side, side, 3), 114, np.uint8)
    padded[: small.shape[0], : small.shape[1]] = small[:, :, ::-1]
    return np.ascontiguousarray(padded.transpose(2, 0, 1)[None], np.float32)


def stretched(path):
    shape = session.get_inputs()[0].shape
    small = RESIZE[path](frame, (int(shape[-1]), int(shape[-2])))
    if shape[1] == 1:
        small = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[:, :, None]
    return np.ascontiguousarray(small.transpose(2, 0, 1)[None], np.float32) / 255


def grids():
    for stride in (8, 16, 32):
        n = side // stride
        ys, xs = np.mgrid[:n, :n]
        yield np.stack([xs, ys], -1).reshape(-1, 2), np.full((n * n, 1), stride)


GRID, STRIDE = (np.concatenate(parts) for parts in zip(*grids())) if side else (None, None)


def decoded(output):
    """YOLOX's own decoding: grid and stride, score = objectness x class, then non-maximum suppression."""
    boxes = np.concatenate([(output[:, :2] + GRID) * STRIDE, np.exp(output[:, 2:4]) * STRIDE], 1)
    scores = output[:, 4:5] * output[:, 5:]
    best = scores.max(1)
    keep = best > 0.3
    corners = boxes[keep].copy()
    corners[:, :2] -= corners[:, 2:] / 2
    return cv2.dnn.NMSBoxes(corners.tolist(), best[keep].tolist(), 0.3, 0.45)


fixed = letterboxed("linear") if side else stretched("linear")


def once(path):
    if path == "colour":
        cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
        return
    tensor = fixed if path == "run" else letterboxed(path) if side else stretched(path)
    output = session.run(None, {name: tensor})[0]
    if path != "run":
        if side:
            decoded(output[0])
        else:
            output.argmax()


for line in sys.stdin:
    request = json.loads(line)
    wall, cpu = [], []
    for _ in range(request["rounds"]):
        w, c = time.perf_counter(), time.process_time()
        once(request["path"])
        wall.append((time.perf_counter() - w) * 1e3)
        cpu.append((time.process_time() - c) * 1e3)
    print(json.dumps({"wall": wall, "cpu": cpu}), flush=True)
