"""`python -m dev.pdfa FILE…`: prints what veraPDF says of each file; fails when one of them is no PDF/A-2b."""

import sys
from pathlib import Path

from . import validate


def main() -> int:
    verdicts = validate(Path(name) for name in sys.argv[1:])
    for path, verdict in verdicts.items():
        print(f'{path}: {"PDF/A-2b" if verdict.is_compliant else "NOT PDF/A-2b"} ({verdict.checks} checks)')
        for rule, sentence in verdict.failed.items():
            print(f'  {rule}: {sentence}')
    return 0 if all(verdict.is_compliant for verdict in verdicts.values()) else 1


if __name__ == '__main__':
    sys.exit(main())
