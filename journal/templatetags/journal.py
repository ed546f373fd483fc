"""`{{ body|markdown }}`: a person's words, formatted and safe."""

from django import template
from django.utils.safestring import SafeString

from journal.markdown import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return render(text)
