"""The pages' modules: what one imports from another is there. Nothing builds them, so only a browser would tell."""

import re

from api.pages_render import STATIC_FOLDER

_IMPORT = re.compile(r'import\s+(?:\{([^}]*)\}|\*\s+as\s+\w+)?\s*(?:from\s*)?"(\.[^"]+)"')
_EXPORT = re.compile(
    r"^export\s+(?:default\s+)?(?:async\s+)?(?:function\*?|const|let|class)\s+([\w$]+)", re.M
)
_LIST = re.compile(r"^export\s*\{([^}]*)\}", re.M)


def test_every_import_is_exported() -> None:
    modules = {path.resolve(): path.read_text() for path in STATIC_FOLDER.rglob("*.js")}
    offered = {path: _offers(text) for path, text in modules.items()}
    missing = [
        f"{path.name}: {name or target}"
        for path, text in modules.items()
        for names, target in _IMPORT.findall(text)
        for name in _names(names) or [""]
        if (path.parent / target).resolve() not in offered
        or (name and name not in offered[(path.parent / target).resolve()])
    ]
    assert len(modules) > 30
    assert missing == []


def _offers(text: str) -> set[str]:
    listed = (part.split(" as ")[-1].strip() for found in _LIST.findall(text) for part in found.split(","))
    return {*_EXPORT.findall(text), *listed}


def _names(text: str) -> list[str]:
    return [part.split(" as ")[0].strip() for part in text.split(",") if part.strip()]
