"""The acts of the events app; everything that writes is here."""
