"""A page looked over by axe-core: what breaks WCAG 2.2 A or AA as far as a program can tell."""

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}


def faults(page: Page) -> list[str]:
    """Each fault as one line: the rule, its weight, the element, what axe says of it."""
    found: dict[str, Any] = Axe().run(page, options=_RULES).response
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:120]} — {_why(node)}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node.get("any", []), *node.get("all", []), *node.get("none", [])]
    return "; ".join(check["message"] for check in checks)[:300]
