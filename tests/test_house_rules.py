"""The rules of the house as a program: what the README promises about where things are is so."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("vision", "models", "catalog", "alerts", "api")
LINES_MAX = 300
MESSAGE_TABLES = {"api/messages.py"}
"""Tables of sentences, not code: they may be longer."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


QUANTISES = "models/quantize.py"
"""Makes 8-bit files with ONNX Runtime's own tool; it never runs in the service and opens no session for it."""


def test_onnxruntime_is_imported_in_one_file() -> None:
    using = {name: tree for name, tree in sources() if "onnxruntime" in imports(tree)}
    assert sorted(using) == [QUANTISES, "vision/session.py"]
    parts = {n.module for n in ast.walk(using[QUANTISES]) if isinstance(n, ast.ImportFrom) and n.module}
    assert {m for m in parts if m.startswith("onnxruntime")} <= {
        "onnxruntime.quantization",
        "onnxruntime.quantization.shape_inference",
    }


def test_the_environment_is_read_in_one_file() -> None:
    reads = re.compile(r"os\.(environ(\[|\.get\()|getenv)")
    assert [name for name, _ in sources() if reads.search((ROOT / name).read_text(encoding="utf-8"))] == []
    assert [name for name, tree in sources() if "pydantic_settings" in imports(tree)] == ["api/settings.py"]


def test_files_stay_small() -> None:
    sizes = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name, _ in sources()}
    assert {name: n for name, n in sizes.items() if n > LINES_MAX and name not in MESSAGE_TABLES} == {}


def test_importing_the_service_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIMIAN_HOME", str(tmp_path / "home"))
    import api.app
    import api.cli

    assert api.app.create_app is not None
    assert api.cli.app is not None
    assert not (tmp_path / "home").exists()


def test_every_public_thing_is_documented_and_typed() -> None:
    """Ruff's D1 sees to docstrings and mypy --strict to types; here: that nobody switched them off."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert "D1" in settings["ruff"]["lint"]["select"]
    assert settings["mypy"]["strict"] is True
    assert set(settings["mypy"]["packages"]) == set(ROOMS)


def test_the_readme_names_commands_that_there_are() -> None:
    from typer.main import get_command

    from api.cli import app

    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bpaimian ([a-z][a-z-]*)\b", readme))
    assert named
    assert named <= commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", readme)) <= targets
    modules = set(
        re.findall(
            r"python -m (models\.[a-z_]+)",
            readme + (ROOT / "models" / "README.md").read_text(encoding="utf-8"),
        )
    )
    assert all(
        (ROOT / m.replace(".", "/")).with_suffix(".py").exists() or (ROOT / m.replace(".", "/")).is_dir()
        for m in modules
    )
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_nothing_of_ours_names_a_package_registry() -> None:
    hosts = re.compile(r"(pypi|npmjs|pythonhosted)\.(org|com)|" + "file" + r":///")
    for path in (ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / "Dockerfile"):
        assert not hosts.search(path.read_text(encoding="utf-8")), path
    assert all(
        re.fullmatch(r"#.*|[A-Za-z0-9_.\-]+==[^\s/]+", line)
        for line in (ROOT / "constraints.txt").read_text().splitlines()
    )


def test_the_readme_lists_every_setting_and_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert [name.lower() for name, _ in rows] == list(Settings.model_fields)
    for name, shown in rows:
        default = Settings.model_fields[name.lower()].default
        if isinstance(default, (int, float, bool)):
            assert shown == f"`{default}`", name
