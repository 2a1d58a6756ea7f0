"""Every quality reason has advice in both languages."""

import re
from typing import get_args

from alerts.retake import RETAKES, advise
from vision.quality import QualityReason


def test_every_reason_has_advice_in_both_languages() -> None:
    assert set(RETAKES) == set(get_args(QualityReason))
    for advice in RETAKES.values():
        for chinese in (advice.zh, advice.zh_fix):
            assert re.search(r"[一-鿿]", chinese)
        for english in (advice.en, advice.en_fix):
            assert english
            assert not re.search(r"[一-鿿]", english)


def test_advice_comes_in_the_order_of_the_reasons() -> None:
    assert [a.reason for a in advise(("glare", "blurred"))] == ["glare", "blurred"]
    assert advise(()) == ()
