"""Pictures of the dialogs about one's own sign-in: python -m tests.ui.own_sign_in_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from cims.services.one_time_codes import Gate, wrong_code
from cims.services.rules.one_time_code import printed_codes
from cims.ui.dialogs.one_time_codes import OneTimeCodesDialog
from cims.ui.dialogs.second_factors import SecondFactorsDialog
from cims.ui.theme import Appearance
from tests.fake_keyring import keyring_named
from tests.ui.album import Album, application, looks, new_office


def main() -> int:
    """Draw everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder, keyring_named():
        office = new_office(Path(folder) / "office")
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            take_factors(album, Path(folder) / prefix)
            take_codes(album)
            album.close()
        office.close()
    return 0


def take_factors(album: Album, file: Path) -> None:
    """The dialog as it comes, and with a key file made on the disk of the office."""
    album.session._own_sign_in.ask_factors()
    album.settle()
    (dialog,) = album.window.findChildren(SecondFactorsDialog)
    album.take("factors", dialog)
    dialog.key_file.setChecked(True)
    album.session._own_sign_in.write_key_file(dialog, file.with_suffix(".cimskey"), None)
    album.settle()
    album.take("factors-made", dialog)
    dialog.reject()


def take_codes(album: Album) -> None:
    """Off, with the printed codes, and on."""
    own, now = album.session._own_sign_in, album.session._office.database.clock()
    own.ask_codes()
    album.settle()
    (dialog,) = album.window.findChildren(OneTimeCodesDialog)
    album.take("codes", dialog)
    dialog.show_codes(printed_codes())
    album.settle()
    album.take("codes-printed", dialog)
    dialog.reject()
    on = OneTimeCodesDialog(
        Gate(True, now, 7), "恒泰贸易", "王晓燕", own, own._messages, album.window
    )
    on.open()
    on.refuse(wrong_code())
    album.settle()
    album.take("codes-on", on)
    on.reject()


if __name__ == "__main__":
    raise SystemExit(main())
