class Model:
    """What is kept."""

    def save(self): ...
