"""What the parties app tells the rest of the portal at start."""


def register() -> None:
    pass
