"""Files that coordinators have: read tolerantly, reported plainly."""
