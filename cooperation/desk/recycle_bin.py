"""The recycle bin: deleted objects, with links to their history and to restore them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from regions.translated import stored_name

from .. import history
from ..domain.addresses import admin_address
from ..domain.kinds import ENTERED
from ..domain.roles import may_add
from ..history.restore import deleted
from .paging import page_of

PER_PAGE = 50
# The kinds of objects in the bin, in the order of the index.
KINDS = (*ENTERED, "organization", "topic", "source", "region", "country")


def restorable(user) -> dict:
    """Return the models whose deleted objects this user may restore, by kind."""
    return {kind: history.kinds()[kind] for kind in KINDS if may_add(user, history.kinds()[kind])}


def bin_view(site, request):
    """List deleted objects, the latest first."""
    kinds = restorable(request.user)
    if not kinds:
        raise PermissionDenied
    chosen = request.GET.get("kind", "")
    if chosen and chosen not in kinds:
        messages.warning(request, _("The recycle bin has no records of this kind. All deleted records are shown."))
        chosen = ""
    page = page_of(request, deleted([chosen] if chosen else kinds), PER_PAGE)
    context = {
        "kinds": [(kind, model._meta.verbose_name_plural) for kind, model in kinds.items()],
        "chosen": chosen,
        "rows": [
            _row(change, who, kinds[change.kind]) for change, who in zip(page, history.authors(page), strict=True)
        ],
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }
    return site.render(request, "admin/cooperation/bin.html", _("Recycle bin"), context)


def _row(change, who, model):
    return {
        "change": change,
        "kind": model._meta.verbose_name,
        "name": stored_name(change.before),
        "who": who,
        "history": admin_address(model, "history", change.record),
        "restore": admin_address(model, "restore", change.record),
    }
