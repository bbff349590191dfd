"""Windows above the window: tasks that are over when they are closed."""
