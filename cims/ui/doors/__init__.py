"""How a person comes in: first screen, founding, recovery sheet, unlocking, restoring."""
