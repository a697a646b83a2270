"""The wheel as users get it: it holds the whole program and nothing else, and runs where there is no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NOT_SHIPPED = {"tests", "bench"}
NOT_SOURCE = (".*", "build", "dist", "__pycache__", "*.egg-info", "*.rejections.jsonl")


def carry_out(*words: str | Path, folder: Path, **environment: str) -> str:
    """Run a program and give its standard output; it must succeed."""
    done = subprocess.run(
        [*map(str, words)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout.

    Where the pinned setuptools is not installed beside us, it is fetched from the package index.
    """
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    beside_us = {f"setuptools=={found.version}" for found in distributions(name="setuptools")}
    isolation = ["--no-isolation"] if beside_us.issuperset(needed) else []
    carry_out(sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", folder, source, folder=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The files in the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder into which the wheel alone is installed."""
    target = wheel.parent / "installed"
    carry_out(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--no-index", "--target", target, wheel),
        folder=wheel.parent,
    )
    return target


def rooms() -> list[Path]:
    """The folders of the checkout that hold the program: those with an ``__init__.py``."""
    return [folder.parent for folder in ROOT.glob("[!.]*/__init__.py") if folder.parent.name not in NOT_SHIPPED]


def test_the_wheel_holds_every_module(names: set[str]) -> None:
    """Given the modules of the root and of each room, then each is in the wheel: no package was forgotten in the list."""
    files = [*ROOT.glob("*.py"), *(file for room in rooms() for file in room.rglob("*.py"))]
    expected = {f"sagsgang/{file.relative_to(ROOT)}" for file in files}
    assert {"sagsgang/cli.py", "sagsgang/domain/events/case_events.py"} <= expected
    assert {name for name in names if name.endswith(".py")} == expected


def test_the_wheel_holds_every_data_file(names: set[str]) -> None:
    """Given the calendars, the demonstration's case types, the journal's SQL and the marker of types, then each is in
    the wheel; so is any other file that stands in a room. Of the examples, the one that is a package is shipped."""
    shipped = [EXAMPLES / "municipality" if room == EXAMPLES else room for room in rooms()]
    files = [ROOT / "py.typed", *(file for folder in shipped for file in folder.rglob("*") if file.is_file())]
    expected = {f"sagsgang/{file.relative_to(ROOT)}" for file in files if file.suffix not in (".py", ".pyc")}
    assert {
        "sagsgang/py.typed",
        "sagsgang/journal/schema/schema.sql",
        "sagsgang/domain/written/calendars/denmark.toml",
    } <= expected
    assert any(name.startswith("sagsgang/examples/municipality/types/") for name in expected)
    assert expected <= names


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    """Given the wheel, then its files lie in the package or in its metadata, the licence among these, and neither tests
    nor benchmarks, nor anything of the work place, are in it."""
    places = {name.split("/")[0] for name in names}
    [metadata] = places - {"sagsgang"}
    assert metadata.endswith(".dist-info")
    assert f"{metadata}/licenses/LICENSE" in names
    inside = {name.split("/")[1] for name in names if name.startswith("sagsgang/")}
    folders = {place for place in inside if not Path(place).suffix}
    assert folders == {room.name for room in rooms()}


def test_the_installed_program_runs(installed: Path, tmp_path: Path) -> None:
    """Given the wheel installed beside its dependencies, when the program is run in an empty folder, then it is the
    installed one, and says the version of the wheel."""
    where = carry_out(
        sys.executable,
        "-c",
        "import sagsgang; print(sagsgang.__file__)",
        folder=tmp_path,
        PYTHONPATH=str(installed),
    )
    assert Path(where.strip()) == installed / "sagsgang" / "__init__.py"
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    for program in ((installed / "bin" / "sagsgang",), (sys.executable, "-m", "sagsgang")):
        said = carry_out(*program, "--version", folder=tmp_path, PYTHONPATH=str(installed))
        assert said.strip() == declared


def test_the_installed_program_finds_its_data(installed: Path, database_url: str, tmp_path: Path) -> None:
    """Given the installed program, when a journal is made and the demonstration's case types are published into it, with
    the calendar that they name, then that succeeds: SQL, calendars and case types were found where they were installed."""

    def sagsgang(*words: str | Path) -> str:
        said = {"PYTHONPATH": str(installed), "SAGSGANG_DATABASE": database_url}
        return carry_out(sys.executable, "-m", "sagsgang", *words, "--json", folder=tmp_path, **said)

    types = sorted((installed / "sagsgang" / "examples" / "municipality" / "types").glob("*.toml"))
    published = json.loads(sagsgang("type", "publish", *types))["published"]
    assert {one["kind"] for one in published} == {"calendar", "case-type"}
    assert len([one for one in published if one["kind"] == "case-type"]) == len(types)
    assert json.loads(sagsgang("status"))["position"] == len(published)
