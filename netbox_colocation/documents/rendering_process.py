"""The separate process that renders an agency's own layout; run as a script, never imported by the application.

It is handed a folder and one order (JSON on standard input), shuts itself in, lets Typst work, and answers on standard
output: one line of JSON, then the bytes it announces. It imports neither Django nor the plugin, and sees no setting.

What holds for the layout, whatever it says:
- Typst reads below the folder only; there is no package, no font of the machine, and nothing to write to.
- Linux kills the process when it uses more processor time or memory than the order allows; it may write no file.
- Linux refuses it every socket and every other program, so that nothing is fetched from anywhere.
"""

import ctypes
import json
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any

__all__ = ('main',)

MIB = 1024 * 1024
MAX_OUTPUT = 20 * MIB
MAX_FILES = 64
# A path that cannot come to be: `/dev/null` is no folder.
NOWHERE = '/dev/null/packages'

# What `prctl` and the filter below are told; see linux/prctl.h, linux/seccomp.h and linux/audit.h.
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000  # 13: EACCES
# socket, connect, execve, execveat, io_uring_setup, ptrace.
REFUSED_CALLS = {
    'x86_64': (0xC000003E, (41, 42, 59, 322, 425, 101)),
    'aarch64': (0xC00000B7, (198, 203, 221, 281, 425, 117)),
}


def main() -> None:
    """Render what standard input orders. The arguments: the folder of the layout, and the one that has Typst."""
    folder, packages = Path(sys.argv[1]), sys.argv[2]
    sys.path.append(packages)
    import typst

    order = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[order['fonts']])
    shut_in(seconds=order['seconds'], memory=order['memory'])
    try:
        parts = render(typst, folder, order, fonts)
    except typst.TypstError as error:
        answer({'message': str(error), 'hints': list(error.hints), 'diagnostic': error.diagnostic}, [])
    except MemoryError:
        os.abort()
    except RuntimeError as error:  # what a query of the content raises
        answer({'message': str(error), 'hints': [], 'diagnostic': ''}, [])
    else:
        pages = len(parts)
        parts = parts[: order['pages'] or pages]
        if sum(map(len, parts)) > MAX_OUTPUT:
            answer({'message': 'too large', 'hints': [], 'diagnostic': ''}, [])
        else:
            answer(None, parts, pages=pages)


def render(typst: Any, folder: Path, order: dict[str, Any], fonts: Any) -> list[bytes]:
    compiler = typst.Compiler(
        folder / order['main'], root=folder, font_paths=fonts, package_path=NOWHERE, package_cache_path=NOWHERE
    )
    if order['format'] == 'content':
        compiler = typst.Compiler(
            folder / order['main'],
            root=folder,
            font_paths=fonts,
            package_path=NOWHERE,
            package_cache_path=NOWHERE,
            sys_inputs=order['inputs'],
        )
        return [compiler.query('<content>', field='value', one=True).encode()]
    options = {'pdf_standards': 'a-2b'} if order['format'] == 'pdf' else {'ppi': order['ppi']}
    made = compiler.compile(format=order['format'], sys_inputs=order['inputs'], timestamp=order['timestamp'], **options)
    return made if isinstance(made, list) else [made]


def answer(error: dict[str, Any] | None, parts: list[bytes], *, pages: int = 0) -> None:
    head = {'error': error, 'sizes': [len(part) for part in parts], 'pages': pages}
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b'\n')
    for part in parts:
        out.write(part)
    out.flush()
    # Without the interpreter's farewell, which may need memory that is no longer there.
    os._exit(0)


def shut_in(*, seconds: int, memory: int) -> None:
    """Give up, for good, what rendering does not need."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: MAX_FILES,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    if sys.platform == 'linux':
        _refuse_calls()


def _refuse_calls() -> None:
    """Have the kernel refuse sockets and other programs to every thread, and end us with whoever started us."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if platform.machine() not in REFUSED_CALLS or libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return  # the limits above and the missing packages hold all the same
    architecture, calls = REFUSED_CALLS[platform.machine()]
    rules = [
        (LOAD, 0, 0, 4),  # the architecture of the call
        (JUMP_IF_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),  # its number
        *((JUMP_IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    program = ctypes.create_string_buffer(b''.join(struct.pack('=HBBI', *rule) for rule in rules))
    header = ctypes.create_string_buffer(struct.pack('@HP', len(rules), ctypes.addressof(program)))
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)


if __name__ == '__main__':
    main()
