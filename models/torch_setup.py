"""Torch made ready for this machine: the missing operators, the threads, and nothing downloaded."""

import logging
import os
from typing import Any

_stubs: list[Any] = []


def prepare_torch(*, threads: int = 1) -> None:
    """Call before ultralytics or torchvision is imported.

    PyPI's torchvision is built for CUDA and fails to import on a CPU torch («operator torchvision::nms does not
    exist») until its operators are declared. Only declared, not defined: a call to one of them raises, none
    returns a wrong result. Ultralytics sets its own thread count for training; we take it away.
    """
    os.environ.setdefault("YOLO_OFFLINE", "true")
    os.environ.setdefault("YOLO_VERBOSE", "false")
    logging.getLogger("ultralytics").setLevel(logging.WARNING)
    import torch

    torch.set_num_threads(threads)
    if not _stubs:
        for name in ("nms", "qnms"):
            if not _declared(torch, name):
                library = torch.library.Library("torchvision", "FRAGMENT")
                library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
                _stubs.append(library)
    from ultralytics.utils import torch_utils

    torch_utils.NUM_THREADS = threads
    torch.set_num_threads(threads)


def _declared(torch: Any, name: str) -> bool:
    try:
        getattr(torch.ops.torchvision, name)
    except AttributeError:
        return False
    return True
