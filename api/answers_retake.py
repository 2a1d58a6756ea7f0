"""Why a photo had better be taken again, in words: known as soon as it came in."""

from alerts.retake import advise
from api.i18n import Locale
from api.schemas_audits import RetakeAnswer
from catalog.tables import Audit


def retake_answers(audit: Audit, locale: Locale) -> list[RetakeAnswer]:
    """The complaints about the photo of an audit; none where it is good or nobody judged it."""
    chinese = locale == "zh-CN"
    return [
        RetakeAnswer(
            reason=one.reason,
            message=one.zh if chinese else one.en,
            fix=one.zh_fix if chinese else one.en_fix,
        )
        for one in advise((audit.quality or {}).get("reasons", ()))
    ]
