"""The import of a list: one page from the file to the summary."""

from cims.ui.pages.importing.import_page import ImportPage

__all__ = ["ImportPage"]
