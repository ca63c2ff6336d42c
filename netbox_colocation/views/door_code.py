"""A picture of a permit's QR code is read by the server, for browsers that cannot; nothing of the picture is kept."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..documents.code_pictures import read_codes
from ..documents.file_problem import FileProblem
from ..documents.files import read_bounded, refused
from ..documents.photos import explain
from ..exceptions import FileRefused, Refusal
from ..models import AccessVisit
from ..ui.acting import status_of_refusal
from ..workflows import attending
from .door import DoorView

__all__ = ('DoorCodeView',)

NO_CODE, NO_VISIT = 'no-code', 'no-visit'


class DoorCodeView(DoorView):
    """Opens the visit whose QR code is in `picture`: a page for the form, JSON for the camera of the page."""

    http_method_names = ['post', 'options']

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            found = self._find()
        except FileRefused as refusal:
            return self._refuse(refusal.refusals[0], status_of_refusal(refusal))
        if isinstance(found, Refusal):
            return self._refuse(found, HTTPStatus.NOT_FOUND)
        page = reverse('plugins:netbox_colocation:door_visit', args=[found.pk])
        return JsonResponse({'url': page}) if self._wants_json() else redirect(page)

    def _find(self) -> AccessVisit | Refusal:
        """Return the visit of the picture's code, or why there is none.

        Raises:
            FileRefused: there is no picture, it is too large, or it cannot be read.
        """
        upload = self.request.FILES.get('picture')
        if upload is None:
            message = _('Choose a picture of the QR code first.')
            raise FileRefused(message, refusals=[Refusal('file-missing', message, field='picture')])
        try:
            codes = read_codes(read_bounded(upload, 'picture'))
        except FileProblem as problem:
            raise refused(problem.code, explain(problem), upload, 'picture') from problem
        if not codes:
            message = _('No QR code was found in the picture: hold the permit closer, flat and in the light.')
            return Refusal(NO_CODE, message, field='picture')
        visit = attending.find_by_codes(codes, user=self.request.user, now=self.now)
        if visit is None:
            message = _('This code belongs to no visit here: look for the name, or the number on the permit.')
            return Refusal(NO_VISIT, message, field='picture')
        return visit

    def _refuse(self, refusal: Refusal, status: int) -> HttpResponse:
        if self._wants_json():
            return JsonResponse({'code': refusal.code, 'message': str(refusal.message)}, status=status)
        return self.show_list(self.find_todays(), problem=str(refusal.message), status=status)

    def _wants_json(self) -> bool:
        return self.request.accepts('application/json') and not self.request.accepts('text/html')
