"""Lists from spreadsheets in and out: files are judged, read, mapped, cleaned and written here."""
