"""The one place that talks to ONNX Runtime: bytes of a model in, a callable with named shapes out."""

import json
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from vision.errors import ModelError

Device = Literal["cpu", "cuda"]


@dataclass(frozen=True)
class ModelMetadata:
    """What a model file says of itself (ONNX `metadata_props`; all values are text)."""

    props: dict[str, str]

    def text(self, key: str) -> str:
        """The value under `key`.

        Raises:
            ModelError: it is not there.
        """
        try:
            return self.props[key]
        except KeyError:
            raise ModelError(f"the model's metadata lack {key!r}; export it with models/export.py") from None

    def json(self, key: str) -> Any:
        """The value under `key`, read as JSON.

        Raises:
            ModelError: it is not there or not JSON.
        """
        try:
            return json.loads(self.text(key))
        except ValueError as error:
            raise ModelError(f"the model's metadata {key!r} is not JSON: {self.text(key)!r}") from error

    def expect(self, key: str, value: str) -> None:
        """Check that `key` has this value.

        Raises:
            ModelError: it has another.
        """
        if (found := self.text(key)) != value:
            raise ModelError(f"expected a model whose {key} is {value!r}, got {found!r}")


class OnnxSession:
    """A loaded graph with one input and one output, float32 both."""

    def __init__(self, model: bytes, *, device: Device = "cpu", threads: int = 0) -> None:
        """Load `model`; `threads` = 0 lets ONNX Runtime take every core.

        Raises:
            ModelError: the bytes are no graph of one input and one output, or CUDA was asked for and not got
                (ONNX Runtime itself would fall back to the CPU with a mere warning).
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Idle threads that spin take cores from what comes next: the embedder after the detector, the next photo.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        provider = "CUDAExecutionProvider" if device == "cuda" else "CPUExecutionProvider"
        if provider not in ort.get_available_providers():
            raise ModelError(
                f"{device} was asked for, but this onnxruntime offers {', '.join(ort.get_available_providers())}; "
                "install onnxruntime-gpu in place of onnxruntime, or set the device to cpu"
            )
        try:
            self._session = ort.InferenceSession(model, sess_options=options, providers=[provider])
        except Exception as error:  # onnxruntime's exceptions have no common base but Exception
            raise ModelError(f"ONNX Runtime cannot load the model: {error}") from error
        if self._session.get_providers()[0] != provider:
            raise ModelError(
                f"{device} was asked for, but the model runs on {self._session.get_providers()[0]}"
            )
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            raise ModelError(f"expected 1 input and 1 output, got {len(inputs)} and {len(outputs)}")
        self._input, self._output = inputs[0].name, outputs[0].name
        self.input_shape: tuple[int | str | None, ...] = tuple(inputs[0].shape)
        self.output_shape: tuple[int | str | None, ...] = tuple(outputs[0].shape)
        self.metadata = ModelMetadata(dict(self._session.get_modelmeta().custom_metadata_map))

    def __call__(self, batch: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Run the graph on `batch`, whose shape must fit `input_shape`."""
        (result,) = self._session.run([self._output], {self._input: batch})
        return cast("npt.NDArray[np.float32]", result)
