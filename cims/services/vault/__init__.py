"""The vault: keys, slot file, generations, head file, lock and the encrypted connection."""
