"""The formats of labels by name."""

from collections.abc import Mapping
from typing import Final

from api.dataset_coco import Coco
from api.dataset_cvat import Cvat
from api.dataset_label_studio import LabelStudio
from api.dataset_values import Format, LabelFormat
from api.dataset_yolo import Yolo

LABEL_FORMATS: Final[Mapping[Format, LabelFormat]] = {
    "coco": Coco(),
    "yolo": Yolo(),
    "cvat": Cvat(),
    "labelstudio": LabelStudio(),
}
