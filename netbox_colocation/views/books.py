"""The page of a book of some days: the guest book, the expedition book, the register of tickets."""

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..ui.spreadsheets import Listing
from ..ui.statistics import show

__all__ = ('say_cut', 'show_book')


def show_book(
    request: HttpRequest,
    form: Form,
    listings: Sequence[Listing],
    *,
    heading: str,
    formats: Sequence[str],
    cut: str = '',
    status: int = 200,
) -> HttpResponse:
    """Return the page: what is asked for, and the tables of what was found; `cut` says that there is more."""
    tables = [show(listing) for listing in listings]
    context = {'form': form, 'heading': heading, 'tables': tables, 'formats': formats, 'cut': cut}
    return render(request, 'netbox_colocation/book.html', context, status=status)


def say_cut(shown: int, count: int) -> str:
    """Return the sentence that there are more lines than the page shows; empty when there are not."""
    if shown >= count:
        return ''
    return _('The first {shown} of {count} are shown: the list has all of them.').format(shown=shown, count=count)
