"""What the organiser prints: as Excel, as Word, as a page."""
