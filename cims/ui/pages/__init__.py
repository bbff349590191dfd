"""Pages written by hand, where the task is not to edit one record."""
