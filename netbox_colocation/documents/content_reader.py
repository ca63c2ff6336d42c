"""Writes the text of the PDF on standard input to standard output: a process of its own, run by `content`.

Arguments: at most so many characters, and so many seconds of the processor. It may take one GiB of memory.
"""

import io
import logging
import resource
import sys

MEMORY = 1024**3


def main(characters: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # After the limits, which hold for it too.
    import pypdf

    logging.getLogger('pypdf').setLevel(logging.CRITICAL)
    left = characters
    for page in pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages:
        text = page.extract_text()[:left]
        sys.stdout.buffer.write(text.encode(errors='replace') + b'\n')
        left -= len(text) + 1
        if left <= 0:
            break


if __name__ == '__main__':
    main(int(sys.argv[1]), int(sys.argv[2]))
