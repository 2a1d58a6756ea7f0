import numpy as np

from models.tflite_kernels import dequantise


def quantization(scales: list[float], zeros: list[int], axis: int = 0) -> dict[str, object]:
    return {
        "scales": np.array(scales, np.float32),
        "zero_points": np.array(zeros),
        "quantized_dimension": axis,
    }


def test_each_channel_has_its_scale() -> None:
    stored = np.array([[[[10, -20]]], [[[10, -20]]]], np.int8)
    got = dequantise(stored, quantization([0.5, 2.0], [0, 0]))
    assert got[:, 0, 0].tolist() == [[5.0, -10.0], [20.0, -40.0]]


def test_the_quantised_axis_may_be_another_and_zero_may_be_shifted() -> None:
    stored = np.array([[10, 10]], np.int8)
    assert dequantise(stored, quantization([0.5, 2.0], [2, 0], axis=1)).tolist() == [[4.0, 20.0]]


def test_floats_stay_as_they_are() -> None:
    stored = np.array([0.25, -1.5], np.float32)
    assert np.array_equal(dequantise(stored, quantization([], [])), stored)


def test_one_scale_serves_the_whole_tensor() -> None:
    assert dequantise(np.array([[4, 8]], np.int8), quantization([0.25], [0])).tolist() == [[1.0, 2.0]]
