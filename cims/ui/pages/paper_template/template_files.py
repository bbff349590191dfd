"""Files that become templates: read off the UI thread, refused with a sentence."""

from pathlib import Path

from cims.services.errors import CimsError, why
from cims.services.i18n import _
from cims.services.paper_templates.shape import LONGEST


def read_template(file: Path, *, is_word: bool) -> bytes:
    """The content of a file that may become a template."""
    from cims.services.paper_templates.word import LARGEST, check_word

    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise CimsError(why(error)) from None
    if is_word:
        if file.suffix.lower() == ".docm":
            raise CimsError(
                _("The file brings macros or embedded objects. Save it as .docx without them.")
            )
        check_word(data)
        return data
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CimsError(_("The file is no text in UTF-8. Save it anew as UTF-8.")) from None
    if len(words) > LONGEST:
        raise CimsError(_("The template is too long. Shorten it."))
    return words.encode()
