"""The file around a paper as DOCX: page, fonts, letterhead, footer, numbering, and the same bytes every time."""

import datetime
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor

from .logos import find_logo

__all__ = ('add_footer', 'add_letterhead', 'add_numbering', 'add_photo', 'new_package', 'pack')

# The shipped fonts are metrically the same as these, which everybody's Word has.
FONTS = {
    'Liberation Sans': 'Arial',
    'Liberation Serif': 'Times New Roman',
    'TeX Gyre Bonum': 'Bookman Old Style',
}
MARGINS = {'top': 20, 'bottom': 22, 'left': 25, 'right': 20}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP knows
LIST = (
    '<w:abstractNum {ns} w:abstractNumId="{key}"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="482" w:hanging="369"/></w:pPr></w:lvl></w:abstractNum>'
)
OWN_LIST = 90
# As the PDF shows a photo.
PHOTO_HEIGHT = Cm(5.4)


def new_package(data: Mapping[str, Any], *, landscape: bool) -> tuple[Any, float, float]:
    """Return an empty document with the page that the frozen style says, the font's size, and the width, in points."""
    style = data.get('style') or {}
    document = docx.Document()
    section = document.sections[0]
    width, height = style.get('width', 210), style.get('height', 297)
    margins = MARGINS | (style.get('margins') or {})
    if landscape:
        width, height = height, width
        margins |= {'left': margins['right']}
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(margins['top']), Mm(margins['bottom'])
    section.left_margin, section.right_margin = Mm(margins['left']), Mm(margins['right'])
    section.footer_distance = Mm(max(5, margins['bottom'] - 12))
    size = float(style.get('font_size', 11))
    font = FONTS.get(style.get('font', ''), style.get('font') or 'Arial')
    normal = document.styles['Normal']
    normal.font.name, normal.font.size = font, Pt(size)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ('w:ascii', 'w:hAnsi', 'w:eastAsia', 'w:cs'):
        fonts.set(qn(script), font)
    language = OxmlElement('w:lang')
    language.set(qn('w:val'), 'id-ID')
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.1
    _describe(document, data)
    return document, size, (width - margins['left'] - margins['right']) * 72 / 25.4


def add_letterhead(container: Any, data: Mapping[str, Any], *, width: float) -> None:
    """Write the agency's lines in the middle, with its logo on the left, above two rules."""
    agency = data['agency']
    lines: list[tuple[str, float, bool]] = [(agency.get('parent', '').upper(), 13, False)]
    lines.append((agency['name'].upper(), 15, True))
    lines += [(line, 9.5, False) for line in agency.get('address', ())]
    logo = _logo_of(data)
    holder = container
    if logo is not None:
        table = container.add_table(1, 3)
        table.autofit = False
        sides = Cm(2.2).pt
        for cell, room in zip(table.rows[0].cells, (sides, width - 2 * sides, sides), strict=True):
            cell.width = Pt(room)
        table.rows[0].cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(logo), height=Cm(2.3))
        holder = table.rows[0].cells[1]
    place = 0
    for text, size, is_bold in lines:
        if not text:
            continue
        paragraph = holder.paragraphs[0] if logo is not None and place == 0 else holder.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), is_bold
        place += 1
    _rule(container.add_paragraph())


def add_footer(document: Any, data: Mapping[str, Any]) -> None:
    """Write the code of the paper on the left and the pages on the right, as its PDF has them."""
    section = document.sections[0]
    paragraph = section.footer.paragraphs[0]
    paragraph.style = document.styles['Normal']  # the footer's own has stops elsewhere
    code = data.get('code', '')
    _small(paragraph.add_run(f'Kode dokumen: {code}' if code else ''))
    width = section.page_width - section.left_margin - section.right_margin
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(width, alignment=2)
    _small(paragraph.add_run('\tHalaman '))
    _field(paragraph, 'PAGE')
    _small(paragraph.add_run(' dari '))
    _field(paragraph, 'NUMPAGES')


def add_numbering(document: Any) -> int:
    """Return the numbering of a new list, which begins with 1."""
    numbering = document.part.numbering_part.element
    if not numbering.xpath(f'w:abstractNum[@w:abstractNumId="{OWN_LIST}"]'):
        element = parse_xml(LIST.format(ns=nsdecls('w'), key=OWN_LIST))
        numbering.insert(len(numbering.findall(qn('w:abstractNum'))), element)
    entry = numbering.add_num(OWN_LIST)
    entry.add_lvlOverride(ilvl=0).add_startOverride(1)
    return entry.numId


def add_photo(run: Any, content: bytes, *, words: str, width: float) -> None:
    """Write a picture that fits into the width (in points) and the height of photos; `words` are for who cannot see."""
    picture = run.add_picture(io.BytesIO(content))
    scale = min(Pt(width) / picture.width, PHOTO_HEIGHT / picture.height)
    picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
    picture._inline.docPr.set('descr', words)


def pack(document: Any) -> bytes:
    """Return the file's bytes, the same for the same content: no time of the clock, and one order of its parts."""
    made = io.BytesIO()
    document.save(made)
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as target:
        # What says of the other parts what they are comes first, as readers expect it.
        for name in sorted(source.namelist(), key=lambda name: (name != '[Content_Types].xml', name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _describe(document: Any, data: Mapping[str, Any]) -> None:
    day = datetime.date.fromisoformat(data['dated']['iso'])
    noon = datetime.datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 – the format knows UTC only
    facts = document.core_properties
    facts.title, facts.author = str(data.get('title', ''))[:255], str(data['agency']['name'])[:255]
    facts.created = facts.modified = noon
    facts.revision = 1
    facts.language = 'id-ID'
    facts.comments = facts.keywords = facts.subject = facts.category = facts.last_modified_by = ''
    for relation in list(document.part.package.rels.values()):
        if relation.reltype.endswith('/thumbnail'):
            document.part.package.rels.pop(relation.rId)


def _logo_of(data: Mapping[str, Any]) -> bytes | None:
    digest = (data.get('style') or {}).get('logo')
    return find_logo(digest)[0] if digest else None


def _rule(paragraph: Any) -> None:
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="thickThinSmallGap" w:sz="18" w:space="1" w:color="auto"/></w:pBdr>'
    )
    properties = paragraph._p.get_or_add_pPr()
    paragraph.paragraph_format.space_before = Pt(4)
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(6)
    properties.insert_element_before(
        borders, 'w:shd', 'w:tabs', 'w:suppressAutoHyphens', 'w:spacing', 'w:ind', 'w:jc', 'w:rPr'
    )


def _small(run: Any) -> None:
    run.font.size = Pt(8)
    run.font.color.rgb = RGBColor(0x5A, 0x5A, 0x5A)


def _field(paragraph: Any, name: str) -> None:
    for kind, text in (('begin', ''), ('', name), ('separate', ''), ('shown', '1'), ('end', '')):
        run = paragraph.add_run(text if kind == 'shown' else '')
        _small(run)
        if kind == 'shown':
            continue
        if kind:
            element = OxmlElement('w:fldChar')
            element.set(qn('w:fldCharType'), kind)
        else:
            element = OxmlElement('w:instrText')
            element.text = text
        run._r.append(element)
