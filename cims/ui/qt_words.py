"""Qt's own words (OK, Cancel, calendar) and formats in the language that is shown."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_translator = QTranslator()


def use_qt_words(language: str) -> None:
    """Translate Qt's own buttons from its shipped catalogues; call it with use_language()."""
    QCoreApplication.removeTranslator(_translator)
    locale = QLocale(language)
    QLocale.setDefault(locale)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if _translator.load(locale, "qtbase", "_", folder):
        QCoreApplication.installTranslator(_translator)
