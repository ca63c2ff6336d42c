"""Pages of room policies, the no-entry list and access rights."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import (
    AddObject,
    BulkDelete,
    BulkEdit,
    BulkExport,
    BulkImport,
    CloneObject,
    DeleteObject,
    EditObject,
)
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..forms.access import RevokeRightForm
from ..models import AccessRight, EntryBan, RoomPolicy
from ..ui.access import (
    AccessRightPanel,
    AccessRightPlacePanel,
    EntryBanPanel,
    RevokedPanel,
    RoomPolicyPanel,
    RoomRulesPanel,
    TermPanel,
)
from ..visits import rights
from .act_pages import ActView
from .buttons import RowButton

__all__ = (
    'AccessRightBulkDeleteView',
    'AccessRightBulkEditView',
    'AccessRightBulkImportView',
    'AccessRightDeleteView',
    'AccessRightEditView',
    'AccessRightListView',
    'AccessRightRevokeView',
    'AccessRightView',
    'EntryBanBulkDeleteView',
    'EntryBanBulkEditView',
    'EntryBanBulkImportView',
    'EntryBanDeleteView',
    'EntryBanEditView',
    'EntryBanListView',
    'EntryBanView',
    'RoomPolicyBulkDeleteView',
    'RoomPolicyBulkEditView',
    'RoomPolicyBulkImportView',
    'RoomPolicyDeleteView',
    'RoomPolicyEditView',
    'RoomPolicyListView',
    'RoomPolicyView',
)

POLICIES = RoomPolicy.objects.select_related('site', 'location')
BANS = EntryBan.objects.select_related('agency')
RIGHTS = AccessRight.objects.select_related('agency', 'tenant', 'user', 'site', 'location', 'revoked_by')
ROWS = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(RoomPolicy, 'list', path='', detail=False)
class RoomPolicyListView(generic.ObjectListView):
    queryset = POLICIES
    table = tables.RoomPolicyTable
    filterset = filtersets.RoomPolicyFilterSet
    filterset_form = forms.RoomPolicyFilterForm
    actions = ROWS


@register_model_view(RoomPolicy)
class RoomPolicyView(generic.ObjectView):
    queryset = POLICIES
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('site', url=filtered_list_url('plugins:netbox_colocation:roompolicy_list', 'site_id'))],
        left_panels=[RoomPolicyPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[RoomRulesPanel()],
    )


@register_model_view(RoomPolicy, 'add', detail=False)
@register_model_view(RoomPolicy, 'edit')
class RoomPolicyEditView(generic.ObjectEditView):
    queryset = RoomPolicy.objects.all()
    form = forms.RoomPolicyForm


@register_model_view(RoomPolicy, 'delete')
class RoomPolicyDeleteView(generic.ObjectDeleteView):
    queryset = RoomPolicy.objects.all()


@register_model_view(RoomPolicy, 'bulk_import', path='import', detail=False)
class RoomPolicyBulkImportView(generic.BulkImportView):
    queryset = RoomPolicy.objects.all()
    model_form = forms.RoomPolicyImportForm


@register_model_view(RoomPolicy, 'bulk_edit', path='edit', detail=False)
class RoomPolicyBulkEditView(generic.BulkEditView):
    queryset = POLICIES
    filterset = filtersets.RoomPolicyFilterSet
    table = tables.RoomPolicyTable
    form = forms.RoomPolicyBulkEditForm


@register_model_view(RoomPolicy, 'bulk_delete', path='delete', detail=False)
class RoomPolicyBulkDeleteView(generic.BulkDeleteView):
    queryset = POLICIES
    filterset = filtersets.RoomPolicyFilterSet
    table = tables.RoomPolicyTable


@register_model_view(EntryBan, 'list', path='', detail=False)
class EntryBanListView(generic.ObjectListView):
    queryset = BANS
    table = tables.EntryBanTable
    filterset = filtersets.EntryBanFilterSet
    filterset_form = forms.EntryBanFilterForm
    actions = ROWS


@register_model_view(EntryBan)
class EntryBanView(generic.ObjectView):
    queryset = BANS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:entryban_list', 'agency_id'))
        ],
        left_panels=[EntryBanPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[TermPanel()],
    )


@register_model_view(EntryBan, 'add', detail=False)
@register_model_view(EntryBan, 'edit')
class EntryBanEditView(generic.ObjectEditView):
    queryset = EntryBan.objects.all()
    form = forms.EntryBanForm


@register_model_view(EntryBan, 'delete')
class EntryBanDeleteView(generic.ObjectDeleteView):
    queryset = EntryBan.objects.all()


@register_model_view(EntryBan, 'bulk_import', path='import', detail=False)
class EntryBanBulkImportView(generic.BulkImportView):
    queryset = EntryBan.objects.all()
    model_form = forms.EntryBanImportForm


@register_model_view(EntryBan, 'bulk_edit', path='edit', detail=False)
class EntryBanBulkEditView(generic.BulkEditView):
    queryset = BANS
    filterset = filtersets.EntryBanFilterSet
    table = tables.EntryBanTable
    form = forms.EntryBanBulkEditForm


@register_model_view(EntryBan, 'bulk_delete', path='delete', detail=False)
class EntryBanBulkDeleteView(generic.BulkDeleteView):
    queryset = BANS
    filterset = filtersets.EntryBanFilterSet
    table = tables.EntryBanTable


class RevokeRight(RowButton):
    """The button on a right that is still somebody's."""

    name, label, icon = 'revoke', _('Revoke'), 'mdi-key-remove'

    @classmethod
    def is_offered(cls, obj: AccessRight, user: Any) -> bool:
        return obj.revoked_at is None and user.has_perm('netbox_colocation.revoke_accessright')


@register_model_view(AccessRight, 'list', path='', detail=False)
class AccessRightListView(generic.ObjectListView):
    queryset = RIGHTS
    table = tables.AccessRightTable
    filterset = filtersets.AccessRightFilterSet
    filterset_form = forms.AccessRightFilterForm
    actions = ROWS


@register_model_view(AccessRight)
class AccessRightView(generic.ObjectView):
    queryset = RIGHTS
    template_name = 'generic/object.html'
    actions = (RevokeRight, CloneObject, EditObject, DeleteObject)
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:accessright_list', 'agency_id'))
        ],
        left_panels=[AccessRightPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[AccessRightPlacePanel(), TermPanel(), RevokedPanel()],
    )


@register_model_view(AccessRight, 'add', detail=False)
@register_model_view(AccessRight, 'edit')
class AccessRightEditView(generic.ObjectEditView):
    queryset = AccessRight.objects.all()
    form = forms.AccessRightForm


@register_model_view(AccessRight, 'revoke')
class AccessRightRevokeView(ActView):
    queryset = AccessRight.objects.all()
    form = RevokeRightForm
    asks_for = 'netbox_colocation.revoke_accessright'
    title = _('Revoke the access right')
    done = _('The access right was revoked: take back the card or key, and delete the code or fingerprint.')

    def act(self, obj: AccessRight, answers: dict[str, Any]) -> None:
        rights.revoke(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(AccessRight, 'delete')
class AccessRightDeleteView(generic.ObjectDeleteView):
    queryset = AccessRight.objects.all()


@register_model_view(AccessRight, 'bulk_import', path='import', detail=False)
class AccessRightBulkImportView(generic.BulkImportView):
    queryset = AccessRight.objects.all()
    model_form = forms.AccessRightImportForm


@register_model_view(AccessRight, 'bulk_edit', path='edit', detail=False)
class AccessRightBulkEditView(generic.BulkEditView):
    queryset = RIGHTS
    filterset = filtersets.AccessRightFilterSet
    table = tables.AccessRightTable
    form = forms.AccessRightBulkEditForm


@register_model_view(AccessRight, 'bulk_delete', path='delete', detail=False)
class AccessRightBulkDeleteView(generic.BulkDeleteView):
    queryset = RIGHTS
    filterset = filtersets.AccessRightFilterSet
    table = tables.AccessRightTable
