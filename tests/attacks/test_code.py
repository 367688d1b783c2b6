"""What does not stand in the program: secrets, and ways to run what somebody sends."""

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PYTHON = [*sorted((ROOT / "claims").rglob("*.py")), *sorted((ROOT / "factcheck").rglob("*.py"))]
# A pattern, and the files in which it may stand so many times, for which reason.
REFUSED: dict[str, dict[str, int]] = {
    # Bytes that are run when they are read.
    r"import (?:pickle|marshal|shelve|dill|cloudpickle|joblib)\b|\bpickle\.": {},
    r"\byaml\.|\bimport yaml": {},
    # Code: a template of names of ours is compiled, see there.
    r"\beval\(|(?<![.\w])exec\(": {"claims/exchange/encoding.py": 1},
    r"shell=True|os\.system|os\.popen|__import__\(": {},
    # Checks that are switched off.
    r"csrf_exempt|xframe_options_exempt|verify=False|CERT_NONE|_create_unverified": {},
    # HTML that was not escaped: constants of ours, what is put together from escaped parts, and
    # Markdown behind nh3.
    r"\b(?:SafeString|mark_safe|SafeText)\(": {
        "claims/admin/projects.py": 1,
        "claims/templatetags/articles.py": 3,
        "claims/templatetags/boundaries.py": 2,
        "claims/templatetags/controls.py": 1,
        "claims/templatetags/desk.py": 1,
        "claims/web/markdown.py": 1,
    },
    # XML can refer to files and grow a thousandfold.
    r"\b(?:xml\.etree|xml\.sax|xml\.dom|minidom)\b": {},
    # Names of files from elsewhere, and archives that are unpacked.
    r"\b(?:extractall|unpack_archive)\(": {},
}
# Templates: help texts are sentences of ours, and mails are no HTML.
UNESCAPED = {
    "_field.html": 1,
    "account/mail/address_changed.txt": 1,
    "account/mail/address_confirm.txt": 1,
    "account/mail/notice.txt": 1,
    "account/password_reset_email.txt": 1,
    "claims/invitations/email.txt": 1,
    "claims/invitations/subject.txt": 1,
}
SECRET = re.compile(
    r"""(?:secret|password|passwd|token|api_?key)\w*["']?\s*[:=]"""
    r"""\s*["'](?=[^"']*\d)[A-Za-z0-9+/_-]{16,}["']""",
    re.IGNORECASE,
)


def test_the_program_holds_nothing_that_is_refused() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in PYTHON}

    found = {
        pattern: {
            name: count for name, text in texts.items() if (count := len(re.findall(pattern, text)))
        }
        for pattern in REFUSED
    }

    assert found == REFUSED


def test_templates_escape_what_they_show() -> None:
    folder = ROOT / "templates"
    found = Counter(
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for _ in re.finditer(r"\|\s*safe\b|autoescape off|\|safeseq", path.read_text("utf-8"))
    )

    assert found == UNESCAPED


def test_templates_have_no_script_and_no_style_of_their_own() -> None:
    inline = re.compile(
        r"<script(?![^>]*\b(?:src|type)=)|<style\b|\sstyle=|javascript:"
        r"|\son(?:click|change|error|focus|input|key\w+|load|mouse\w+|submit|toggle)="
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        # Swagger's page has a policy of its own, with a nonce.
        if path.name != "docs.html"
        for match in inline.finditer(path.read_text("utf-8"))
    ]

    assert found == []


def test_scripts_make_no_elements_of_text() -> None:
    """`textContent` shows text as it is; HTML is only taken from answers of our own pages."""
    refused = re.compile(r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML\s*=")
    scripts = sorted((ROOT / "claims" / "static").rglob("*.js"))
    found = [
        f"{path.name}: {match[0]}"
        for path in scripts
        for match in refused.finditer(path.read_text("utf-8"))
    ]

    assert scripts
    assert found == []


def test_no_secret_stands_in_the_program() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in PYTHON
        for match in SECRET.finditer(path.read_text("utf-8"))
    ]

    assert found == []
