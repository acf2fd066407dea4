"""A file in the middle of an edit."""


class QuerySet(Base):
    """Found with all of its methods."""

    limit = 20

    def filter(self, *args):
        x = foo(1, [2,
        return self._clone(args)

    @property
    def ordered(self):
        if self.
            return True

    class Meta:
        def name(self):
            return {"a":

        def label(self):
            return ""

    async def get(self, key) -> "Row":
        """Get one."""
        return self.filter(key)


def last(rows):
    return QuerySet().filter(rows)
