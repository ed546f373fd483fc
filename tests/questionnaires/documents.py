"""Small documents for tests."""

from questionnaires.document import Document
from questionnaires.plain import parse

FIVE = [{"key": str(number), "label": f"Answer {number}", "value": number} for number in range(1, 6)]


def document(*sections, scales=(), **fields) -> Document:
    """A document of these sections, each a list of questions or a whole section."""
    whole = [
        section
        if isinstance(section, dict)
        else {"key": f"s{number}", "title": f"S{number}", "questions": section}
        for number, section in enumerate(sections, 1)
    ]
    return parse(
        {
            "key": "small",
            "title": "Small",
            "purpose": "To be tested.",
            "minutes": 1,
            "limits": "Everything.",
            "source": "A test.",
            "sections": whole,
            "scales": list(scales),
        }
        | fields
    )


def question(key, kind="scale", **fields):
    if kind in ("scale", "pair"):
        fields.setdefault("options", FIVE)
    if kind == "pair":
        fields = {"me": "I do.", "them": "They do."} | fields
    if kind == "yesno":
        fields.setdefault("options", [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}])
    return {"key": key, "kind": kind, "text": f"Text of {key}"} | fields


def when(name, **operator):
    return {"all": [{"question": name} | operator]}
