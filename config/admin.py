"""The editors' admin site: a literal list of models, signed in through the same door as everybody."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class BothwaysAdminConfig(SimpleAdminConfig):
    """Nothing is discovered: what stands in the admin is written in ``site`` below."""

    default_site = "config.admin.EditorSite"


class EditorSite(AdminSite):
    site_title = site_header = _("Notes")
    index_title = _("Editing")
    enable_nav_sidebar = False
    site_url = None

    def has_permission(self, request: HttpRequest) -> bool:
        """The door lets editors only; this says the same to the admin's own templates."""
        return request.user.is_authenticated and request.user.is_editor
