"""Why labels from elsewhere, or parts of them, cannot be taken: in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

LABEL_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "no_coco": (
        "里面没有 COCO 标注（images、annotations、categories）",
        "no COCO labels in it (images, annotations, categories)",
    ),
    "no_yolo": (
        "里面没有 YOLO 标注文件（labels 下的 .txt）",
        "no YOLO labels in it (.txt files under labels)",
    ),
    "no_names": (
        "缺少类别名称：请带上 data.yaml 或 classes.txt",
        "the names of the classes are missing: add data.yaml or classes.txt",
    ),
    "no_yaml": ("data.yaml 读不出来", "data.yaml cannot be read"),
    "no_cvat": ("里面没有 CVAT 标注（annotations.xml）", "no CVAT labels in it (annotations.xml)"),
    "no_label_studio": ("里面没有 Label Studio 任务（JSON）", "no Label Studio tasks in it (JSON)"),
    "no_json": ("JSON 读不出来", "the JSON cannot be read"),
    "no_xml": ("XML 读不出来", "the XML cannot be read"),
    "doctype": ("XML 里不能有 DOCTYPE", "a DOCTYPE is not allowed in the XML"),
    "no_zip": ("ZIP 读不出来", "the ZIP cannot be read"),
    "damaged": ("文件已损坏或加了密码", "the file is damaged or has a password"),
    "too_many_files": ("ZIP 里的文件太多", "too many files in the ZIP"),
    "too_large_inside": ("解压后太大", "it is too large when unpacked"),
    "twice": ("同一张照片出现了两次，只取第一次", "the photo comes twice, the first counts"),
    "crowd": ("iscrowd 标注不是单个商品", "an iscrowd label is no single product"),
    "no_category": ("类别编号没有对应的名称", "the class number has no name"),
    "bad_box": ("框的数值不对，或框是斜的", "the box's numbers are wrong, or it is turned"),
    "bad_image": ("照片的名称或尺寸不对", "the photo's name or size is wrong"),
    "no_image": ("标注对应的照片不在文件里", "the photo of these labels is not in the file"),
    "no_rectangle": ("不是矩形框", "it is no rectangle"),
    "no_task": ("不是 Label Studio 任务", "it is no task of Label Studio"),
    "not_annotated": ("任务还没有标注", "the task is not annotated yet"),
    "no_photo": (
        "没有找到这张照片：请保留导出时的文件名",
        "no such photo here: keep the file names of the export",
    ),
    "several_photos": ("有几张照片都叫这个名字", "several photos have this name"),
    "other_shape": (
        "照片尺寸比例不同（可能被旋转或裁剪过）",
        "the picture has another shape: it was turned or cut",
    ),
    "too_small": ("框太小", "the box is too small"),
    "last_product": ("照片上至少要留一个商品", "one product must stay on the photo"),
}
