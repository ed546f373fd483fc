"""The wiring as a Django app, so that its management commands are found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "config"
    verbose_name = _("Safety")
