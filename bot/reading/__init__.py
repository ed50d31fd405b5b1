"""What people type becomes values; what could not be read is said, never guessed in silence."""
