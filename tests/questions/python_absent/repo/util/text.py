def slugify(title: str) -> str:
    """Make a title fit for a URL."""
    return title.lower().replace(" ", "-")


def truncate_words(text: str, most: int) -> str:
    return " ".join(text.split()[:most])
