"""The folder that a function's process sees as /var/runtime: AWS's runtime interface client, and nothing else.

Files are copied from what is installed, as the distributions' RECORDs name them, with their byte code: a function's
process cannot write any. AWS builds the client's native part for Linux only; elsewhere `runtime_client.py` stands in.
"""

from __future__ import annotations

import compileall
import importlib.metadata
import shutil
from pathlib import Path, PurePath

from scorelet.errors import UsageError

_DISTRIBUTIONS = ("awslambdaric", "simplejson", "snapshot-restore-py")
_LEFT_OUT = (".dist-info", "tests")
_NATIVE = "runtime_client.*.so"
_HERE = Path(__file__).parent


def make(folder: Path, *, native: bool = True) -> Path:
    """Fills a new folder; without `native`, as if AWS's client had no native part here. Raises UsageError."""
    for name in _DISTRIBUTIONS:
        for source, path in _files(name):
            if native or not path.match(_NATIVE):
                _copy(source, folder / path)
    shutil.copyfile(_HERE / "bootstrap.py", folder / "bootstrap.py")
    if not any(folder.glob(_NATIVE)):
        shutil.copyfile(_HERE / "runtime_client.py", folder / "runtime_client.py")
    compileall.compile_dir(folder, quiet=2)
    return folder


def _files(name: str) -> list[tuple[Path, PurePath]]:
    """The files of a distribution that are needed: where each is, and where it belongs."""
    try:
        paths = importlib.metadata.files(name)
    except importlib.metadata.PackageNotFoundError:
        paths = None
    if paths is None:
        raise UsageError(f"AWS's runtime client: {name} is not installed\npip install 'scorelet[emulate]'")
    return [(Path(str(path.locate())), path) for path in paths if _is_needed(path)]


def _is_needed(path: PurePath) -> bool:
    outside = path.is_absolute() or ".." in path.parts
    return not outside and not any(part.endswith(_LEFT_OUT) for part in path.parts)


def _copy(source: Path, target: Path) -> None:
    if source.is_file():  # byte code may be recorded and not there
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
