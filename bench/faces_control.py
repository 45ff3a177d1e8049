"""A loop of arithmetic alone, on one thread: what two at the same time do is what a second core is worth here.

Prints "ready", waits for a line, runs a network of the face models over and over, and prints its rounds a second.
"""

import pathlib
import sys
import time

import numpy
import openvino

NETWORK = pathlib.Path(__file__).resolve().parent.parent / "models/cache/ir/attributes.xml"
SECONDS = 10


def main() -> None:
    network = openvino.Core().compile_model(NETWORK, "CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1,
                                                            "ENABLE_CPU_PINNING": False})
    work = network.create_infer_request()
    noise = numpy.random.default_rng(7).integers(0, 256, network.input(0).shape, numpy.uint8)
    for _ in range(10):
        work.infer(noise)
    print("ready", flush=True)
    sys.stdin.readline()
    rounds, begin = 0, time.perf_counter()
    while time.perf_counter() < begin + SECONDS:
        work.infer(noise)
        rounds += 1
    print(rounds / (time.perf_counter() - begin), flush=True)


if __name__ == "__main__":
    main()
