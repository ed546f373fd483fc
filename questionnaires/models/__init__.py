"""Questionnaires with their frozen editions, and what somebody answered, sealed."""

from questionnaires.models.checkin import About, CheckIn, CheckInQuerySet
from questionnaires.models.edition import Edition, EditionQuerySet, Questionnaire
from questionnaires.models.response import Changed, Head, Incomplete, Response, ResponseQuerySet, Round

__all__ = [
    "About",
    "Changed",
    "CheckIn",
    "CheckInQuerySet",
    "Edition",
    "EditionQuerySet",
    "Head",
    "Incomplete",
    "Questionnaire",
    "Response",
    "ResponseQuerySet",
    "Round",
]
