"""Labels in four formats: what is written is what the formats' own tools read, and it comes back unchanged."""

import io
import json
import random
import zipfile
import zlib
from xml.etree import ElementTree

import pytest
import yaml

from api.dataset_formats import LABEL_FORMATS
from api.dataset_matching import changes, same_shape
from api.dataset_names import UNKNOWN, LabelNames, Meant, label_of, sku_label
from api.dataset_source import FILE_MOST, FileSource, ZipSource, open_source
from api.dataset_values import FORMATS, Format, LabelBox, LabelPhoto, Source
from catalog.errors import Invalid
from catalog.queries_datasets import BoxInForce
from catalog.queries_skus import SkuFact

SKUS = tuple(
    SkuFact(code, brand, name, spec, "", False, gtin=gtin)
    for code, brand, name, spec, gtin in (
        ("A-1", "青岚", '柠檬茶 "大"', "330ml", "06901234567892"),
        ("A-2", "青岚", "<乌龙>&茶", "500ml", None),
        ("B: 1", "O'Neill", "0", "", None),
        ("no", "立白", "洗洁精", "1kg", None),
    )
)
WIDTH, HEIGHT = 3024, 4032


class Files:
    """Files in memory, as a source."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self) -> tuple[str, ...]:
        return tuple(self.files)

    def read(self, name: str) -> bytes:
        return self.files[name]


def shelf(seed: int) -> tuple[BoxInForce, ...]:
    """Boxes side by side and on each other, some twice in the same place, some of them unknown."""
    rng = random.Random(seed)
    boxes = []
    for number in range(rng.randrange(1, 60)):
        x, y = rng.uniform(0, WIDTH - 60), rng.uniform(0, HEIGHT - 90)
        xyxy = (x, y, min(x + rng.uniform(6, 300), WIDTH), min(y + rng.uniform(6, 400), HEIGHT))
        boxes.append(BoxInForce(number, xyxy, rng.choice([*(sku.code for sku in SKUS), None])))
    if len(boxes) > 3:
        boxes.append(BoxInForce(len(boxes), boxes[1].xyxy, rng.choice([sku.code for sku in SKUS])))
    return tuple(boxes)


def labelled(ours: tuple[BoxInForce, ...], name: str = "7-" + "ab" * 32 + ".jpg") -> LabelPhoto:
    skus = {sku.code: sku for sku in SKUS}
    return LabelPhoto(
        name,
        (WIDTH, HEIGHT),
        tuple(LabelBox(box.xyxy, label_of(skus[box.sku] if box.sku else None, "sku")) for box in ours),
    )


def written(format: Format, *photos: LabelPhoto) -> Source:
    labels = sorted({box.label for photo in photos for box in photo.boxes})
    return Files(dict(LABEL_FORMATS[format].write(photos, labels)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("seed", range(25))
def test_a_round_trip_changes_nothing(format: Format, seed: int) -> None:
    ours = shelf(seed)
    read = LABEL_FORMATS[format].read(written(format, labelled(ours)))
    assert read.bad == ()
    [photo] = read.photos
    found = changes(ours, photo, (WIDTH, HEIGHT), LabelNames(SKUS))
    assert (found.words, found.same, found.unknown.total(), found.too_small) == ((), len(ours), 0, 0)


@pytest.mark.parametrize("format", FORMATS)
def test_what_was_changed_elsewhere_is_what_changes(format: Format) -> None:
    ours = tuple(BoxInForce(n, (100.0 * n, 50, 100.0 * n + 90, 300), "A-1") for n in range(5))
    boxes = list(labelled(ours).boxes)
    boxes[0] = LabelBox((8, 50, 98, 300), boxes[0].label)
    boxes[1] = LabelBox(boxes[1].xyxy, sku_label(SKUS[3]))
    boxes[2] = LabelBox(boxes[2].xyxy, UNKNOWN)
    boxes[4] = LabelBox((2000, 50, 2090, 300), "A-2")
    boxes.append(LabelBox(boxes[3].xyxy, "不认识"))
    del boxes[3]
    photo = LabelPhoto("x.jpg", (WIDTH, HEIGHT), tuple(boxes))
    [back] = LABEL_FORMATS[format].read(written(format, photo)).photos
    found = changes(ours, back, (WIDTH, HEIGHT), LabelNames(SKUS))
    said = [(word.action, word.number, word.sku) for word in found.words]
    assert said == [
        ("move", 0, None),
        ("name", 1, "no"),
        ("name", 2, None),
        ("add", None, "A-2"),
        ("remove", 4, None),
    ]
    assert dict(found.unknown) == {"不认识": 1}


def test_coco_has_what_its_format_asks_for() -> None:
    source = written("coco", labelled(shelf(3)), labelled(shelf(4), "8-" + "cd" * 32 + ".jpg"))
    document = json.loads(source.read("annotations/instances_default.json"))
    assert {"info", "licenses", "images", "annotations", "categories"} == set(document)
    assert [image["id"] for image in document["images"]] == [1, 2]
    assert (document["images"][0]["width"], document["images"][0]["height"]) == (WIDTH, HEIGHT)
    ids = {category["id"] for category in document["categories"]}
    assert min(ids) == 1
    for one in document["annotations"]:
        x, y, width, height = one["bbox"]
        assert one["category_id"] in ids
        assert one["area"] == pytest.approx(width * height, abs=0.01)
        assert (one["iscrowd"], one["segmentation"]) == (0, [])
        assert min(x, y) >= 0
        assert max(x + width - WIDTH, y + height - HEIGHT) <= 0.01
    assert len({one["id"] for one in document["annotations"]}) == len(document["annotations"])


def test_yolo_is_what_ultralytics_reads() -> None:
    photo = labelled(shelf(3))
    source = written("yolo", photo)
    document = yaml.safe_load(source.read("data.yaml"))
    assert (document["path"], document["train"], document["val"]) == (".", "images/train", "images/train")
    assert document["names"] == dict(enumerate(sorted({box.label for box in photo.boxes})))
    text = source.read(f"labels/train/{photo.name.removesuffix('.jpg')}.txt").decode()
    for line, box in zip(text.splitlines(), photo.boxes, strict=True):
        kind, x, y, width, height = line.split()
        assert document["names"][int(kind)] == box.label
        assert float(x) * WIDTH == pytest.approx((box.xyxy[0] + box.xyxy[2]) / 2, abs=0.01)
        assert float(height) * HEIGHT == pytest.approx(box.xyxy[3] - box.xyxy[1], abs=0.01)
        assert all(0 <= float(value) <= 1 for value in (x, y, width, height))


def test_cvat_is_well_formed_and_names_its_labels() -> None:
    photo = labelled(shelf(3))
    root = ElementTree.fromstring(written("cvat", photo).read("annotations.xml"))
    assert root.findtext("version") == "1.1"
    labels = {label.findtext("name") for label in root.iter("label")}
    [image] = root.iter("image")
    assert (image.get("name"), image.get("width"), image.get("height")) == (photo.name, "3024", "4032")
    for element, box in zip(image.iter("box"), photo.boxes, strict=True):
        assert element.get("label") == box.label
        assert box.label in labels
        assert float(element.get("xbr") or 0) == pytest.approx(box.xyxy[2], abs=0.01)


def test_label_studio_counts_in_percent() -> None:
    photo = labelled(shelf(3))
    source = written("labelstudio", photo)
    [task] = json.loads(source.read("tasks.json"))
    assert task["data"]["image"].endswith(f"?d=images/{photo.name}")
    for one, box in zip(task["annotations"][0]["result"], photo.boxes, strict=True):
        assert (one["type"], one["original_width"], one["original_height"]) == (
            "rectanglelabels",
            WIDTH,
            HEIGHT,
        )
        assert one["value"]["rectanglelabels"] == [box.label]
        assert one["value"]["x"] == pytest.approx(box.xyxy[0] / WIDTH * 100, abs=1e-5)
    config = ElementTree.fromstring(source.read("config.xml"))
    names = [label.get("value") for label in config.iter("Label")]
    assert sorted(str(name) for name in names) == sorted({box.label for box in photo.boxes})
    address = {**task, "data": {"image": f"/data/upload/3/1a2b3c4d-{photo.name}"}}
    again = LABEL_FORMATS["labelstudio"].read(FileSource("t.json", json.dumps([address]).encode()))
    assert again.photos[0].name.endswith(photo.name)


def test_classes_count_by_their_names_and_not_by_their_numbers() -> None:
    """The same boxes, the classes in another order, as another tool may write them."""
    ours = tuple(BoxInForce(n, (100.0 * n, 50, 100.0 * n + 90, 300), SKUS[n].code) for n in range(4))
    source = Files(dict(LABEL_FORMATS["yolo"].write([labelled(ours)], [sku_label(sku) for sku in SKUS])))
    [text] = [name for name in source.files if name.endswith(".txt")]
    lines = [line.split(" ", 1) for line in source.files[text].decode().splitlines()]
    source.files[text] = "\n".join(f"{3 - int(kind)} {rest}" for kind, rest in lines).encode()
    names = [sku_label(sku) for sku in reversed(SKUS)]
    source.files["data.yaml"] = json.dumps({"names": names}).encode()
    [photo] = LABEL_FORMATS["yolo"].read(source).photos
    assert changes(ours, photo, (WIDTH, HEIGHT), LabelNames(SKUS)).words == ()


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("A-1", Meant(True, "A-1")),
        ("a-1", Meant(True, "A-1")),
        ("6901234567892", Meant(True, "A-1")),
        ("青岚 <乌龙>&茶 ５００ml", Meant(True, "A-2")),
        ("unknown", Meant(True, None)),
        ("未识别", Meant(True, None)),
        ("青岚", Meant(False)),
        ("product", Meant(False)),
        ("可乐", None),
        ("", None),
    ],
)
def test_what_a_name_means(label: str, meant: Meant | None) -> None:
    assert LabelNames(SKUS).meaning(label) == meant


def test_a_name_that_two_products_share_is_nobodys() -> None:
    twins = (SkuFact("X1", "青岚", "茶", "1L", "", False), SkuFact("X2", "青岚", "茶", "1L", "", False))
    assert LabelNames(twins).meaning("青岚 茶 1L") is None
    assert LabelNames(twins).meaning("X2 青岚 茶 1L") == Meant(True, "X2")


def test_a_turned_picture_is_noticed() -> None:
    assert same_shape((3024, 4032), (3024, 4032))
    assert same_shape((1512, 2016), (3024, 4032))
    assert same_shape((1, 1), (3024, 4032))
    assert not same_shape((4032, 3024), (3024, 4032))


@pytest.mark.parametrize(
    ("format", "name", "data", "reason"),
    [
        ("coco", "a.json", b"{", "no_json"),
        ("coco", "a.json", b"[" * 100_000, "no_json"),
        ("coco", "a.json", b"{}", "no_coco"),
        ("yolo", "a.txt", b"0 .5 .5 .1 .1", "no_names"),
        ("cvat", "a.xml", b"<annotations>", "no_xml"),
        ("cvat", "a.xml", b"<other/>", "no_cvat"),
        ("cvat", "a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', "doctype"),
        ("cvat", "a.xml", "<!DOCTYPE a><annotations/>".encode("utf-16"), "doctype"),
        ("labelstudio", "a.json", b'"x"', "no_label_studio"),
    ],
)
def test_what_cannot_be_read_says_why(format: Format, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as error:
        LABEL_FORMATS[format].read(FileSource(name, data))
    assert (error.value.code, error.value.params["reason"]) == ("bad_labels", reason)


def test_bad_items_are_listed_and_good_ones_taken() -> None:
    coco = {
        "images": [{"id": 1, "file_name": "a/../../b.jpg", "width": 10, "height": 10}, {"id": 2}],
        "categories": [{"id": 5, "name": "A-1"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 5, "bbox": [0, 0, 5, 5]},
            {"id": 2, "image_id": 1, "category_id": 6, "bbox": [0, 0, 5, 5]},
            {"id": 3, "image_id": 1, "category_id": 5, "bbox": [0, 0, -5, 5]},
            {"id": 4, "image_id": 1, "category_id": 5, "bbox": [0, 0, 1e999, 5]},
            {"id": 5, "image_id": 9, "category_id": 5, "bbox": [0, 0, 5, 5]},
            {"id": 6, "image_id": 1, "category_id": 5, "bbox": [0, 0, 5, 5], "iscrowd": 1},
        ],
    }
    read = LABEL_FORMATS["coco"].read(FileSource("c.json", json.dumps(coco).encode()))
    assert [(photo.name, len(photo.boxes)) for photo in read.photos] == [("b.jpg", 1)]
    assert sorted(bad.reason for bad in read.bad) == [
        "bad_box",
        "bad_box",
        "bad_image",
        "crowd",
        "no_category",
        "no_image",
    ]
    yolo = Files(
        {"data.yaml": b"names: [A-1]", "labels/b.txt": b"0 .5 .5 .1 .1\n1 .5 .5 .1 .1\nx\n0 .5 .5 2 .1\n"}
    )
    back = LABEL_FORMATS["yolo"].read(yolo)
    assert [len(photo.boxes) for photo in back.photos] == [1]
    assert [bad.item for bad in back.bad] == ["line 2", "line 3", "line 4"]


GOOD = "[0, 0, 50, 50]"
COCO = (
    '{"images": [{"id": 1, "file_name": "a.jpg", "width": %s, "height": 100}],'
    ' "categories": [{"id": 5, "name": "A-1"}], "annotations":'
    ' [{"id": 1, "image_id": 1, "category_id": 5, "bbox": [0, 0, 50, 50]},'
    ' {"id": 2, "image_id": 1, "category_id": 5, "bbox": %s}]}'
)
TASK = (
    '[{"data": {"image": "a.jpg"}, "annotations": [{"result": [{"type": "rectanglelabels", "value":'
    ' {"x": 0, "y": 0, "width": 50, "height": 50, "rectanglelabels": ["A-1"]}}, %s]}]}]'
)
HUGE = "9" * 400


@pytest.mark.parametrize(
    ("format", "files"),
    [
        ("coco", {"a.json": COCO % (100, HUGE)}),
        ("coco", {"a.json": COCO % (100, f"[{HUGE}, 0, 1, 1]")}),
        ("yolo", {"data.yaml": "names: [A-1]", "labels/a.txt": "0 .25 .25 .5 .5\n9 .7 .7 .1 .1\n"}),
        (
            "cvat",
            {
                "a.xml": '<annotations><image name="a.jpg" width="100" height="100">'
                '<box label="A-1" xtl="0" ytl="0" xbr="50" ybr="50"/><polygon label="A-1"/></image></annotations>'
            },
        ),
        ("labelstudio", {"a.json": TASK % '{"type": "polygonlabels"}'}),
        ("labelstudio", {"a.json": TASK % '{"type": "rectanglelabels", "value": {"x": %s}}' % HUGE}),
    ],
)
def test_nothing_is_removed_from_a_photo_of_which_something_could_not_be_read(
    format: Format, files: dict[str, str]
) -> None:
    read = LABEL_FORMATS[format].read(Files({name: text.encode() for name, text in files.items()}))
    [photo] = read.photos
    assert (len(photo.boxes), len(read.bad)) == (1, 1)
    ours = (BoxInForce(0, (0, 0, 50, 50), "A-1"), BoxInForce(1, (60, 60, 90, 90), "A-2"))
    found = changes(ours, photo, (100, 100), LabelNames(SKUS))
    assert (found.words, found.same) == ((), 1)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("coco", COCO % (HUGE, GOOD)),
        ("coco", COCO % ("NaN", GOOD)),
        ("labelstudio", '[{"data": {"image": "a.jpg"}, "annotations": 5}]'),
        ("labelstudio", '[{"data": {"image": "http://[a.jpg"}, "annotations": [{"result": []}]}]'),
    ],
)
def test_a_photo_that_cannot_be_read_is_left_out(format: Format, text: str) -> None:
    read = LABEL_FORMATS[format].read(FileSource("a.json", text.encode()))
    assert (read.photos, bool(read.bad)) == ((), True)


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    out.seek(0)
    return out


def test_a_bomb_is_refused_before_it_grows() -> None:
    bomb = zipped({"a.json": b" " * (FILE_MOST + 10)})
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(Invalid) as error:
        LABEL_FORMATS["coco"].read(open_source("a.zip", bomb))
    assert error.value.params["reason"] == "too_large_inside"


def test_a_header_that_lies_about_its_size_helps_nobody() -> None:
    data = bytearray(zipped({"a.json": b" " * (FILE_MOST + 10)}).getvalue())
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(Invalid) as error:
        LABEL_FORMATS["coco"].read(ZipSource(io.BytesIO(bytes(data))))
    assert error.value.params["reason"] in {"damaged", "no_json", "too_large_inside"}


@pytest.mark.parametrize("data", [b"PK\x03\x04nonsense", b"PK"])
def test_a_damaged_archive_says_so(data: bytes) -> None:
    with pytest.raises(Invalid) as error:
        open_source("a.zip", io.BytesIO(data))
    assert error.value.params["reason"] == "no_zip"


def test_a_damaged_member_says_so() -> None:
    data = bytearray(zipped({"a.json": json.dumps(list(range(5000))).encode()}).getvalue())
    data[200:260] = zlib.compress(b"x" * 9)[:10].ljust(60, b"\xff")
    with pytest.raises(Invalid) as error:
        LABEL_FORMATS["coco"].read(open_source("a.zip", io.BytesIO(bytes(data))))
    assert error.value.params["reason"] == "damaged"


def test_names_in_an_archive_are_never_paths() -> None:
    evil = zipped({"../../etc/a.json": b"[]", "/b.json": b"[]", "__MACOSX/c.json": b"x", "x/._d.json": b"x"})
    source = open_source("a.zip", evil)
    assert list(source.names()) == ["../../etc/a.json", "/b.json"]
    assert source.read("../../etc/a.json") == b"[]"
