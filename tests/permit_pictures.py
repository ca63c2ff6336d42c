"""The visit permit as a camera sees it: the real PDF, printed, held a little askew and a little out of focus."""

import io
import subprocess
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image, ImageFilter

from netbox_colocation.documents import drafting, rendering
from netbox_colocation.models import AccessVisit

__all__ = ('as_jpeg', 'photograph_permit', 'write_video')

# The part of an A4 page at 150 dpi that has the code, as somebody holds it before a camera.
CORNER = (500, 60, 1240, 476)
FRAME = (1280, 720)


def photograph_permit(visit: AccessVisit, *, actor: Any) -> Image.Image:
    """Draft the visit's permit, print it, and return what a camera sees of the corner with its code."""
    document = drafting.draft(visit, 'visit-permit', actor=actor, now=timezone.now(), text={})
    pdf = rendering.render(document.kind, document.data)
    page = subprocess.run(['pdftoppm', '-r', '150', '-f', '1', '-l', '1', '-png'], input=pdf, capture_output=True)
    with Image.open(io.BytesIO(page.stdout)) as picture:
        held = picture.convert('RGB').crop(CORNER).resize(FRAME)
    return held.rotate(7, fillcolor=(90, 80, 70)).filter(ImageFilter.GaussianBlur(1.5))


def as_jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, 'JPEG', quality=70)
    return file.getvalue()


def write_video(picture: Image.Image, path: Path) -> None:
    """Write a video of that one picture, as a browser's pretended camera takes it (YUV4MPEG2)."""
    light, *colours = picture.convert('YCbCr').split()
    half = (picture.width // 2, picture.height // 2)
    planes = [light, *(colour.resize(half) for colour in colours)]
    head = f'YUV4MPEG2 W{picture.width} H{picture.height} F10:1 Ip A1:1 C420jpeg\n'.encode()
    frame = b''.join([b'FRAME\n', *(plane.tobytes() for plane in planes)])
    path.write_bytes(head + frame * 2)
