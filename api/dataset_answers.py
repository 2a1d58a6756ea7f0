"""What became of labels, in the reader's language."""

from api.dataset_import import LabelsImported
from api.i18n import Locale, translate
from api.reasons import say_reason
from api.schemas_datasets import BadLabel, LabelsAnswer, UnknownName


def labels_answer(done: LabelsImported, locale: Locale, *, dry_run: bool) -> LabelsAnswer:
    """Counts, names that nobody knows with what to do, items that were left out with why."""
    fix = translate(locale, "datasets.unknown_fix")
    return LabelsAnswer(
        dry_run=dry_run,
        batch=done.batch,
        photos=done.photos,
        same=done.same,
        moved=done.moved,
        named=done.named,
        added=done.added,
        removed=done.removed,
        unknown_names=[
            UnknownName(name=name, boxes=boxes, fix=fix) for name, boxes in done.unknown.most_common()
        ],
        bad=[
            BadLabel(
                file=one.file,
                item=one.item,
                code=one.reason,
                reason=say_reason(locale, one.reason),
                params=one.params,
            )
            for one in done.bad
        ],
    )
