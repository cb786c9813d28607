class PreviewedConverter:
    """What a preview is for, before the colon and its id: `partners.program:12`, `live:partners.program:12`, `set:3`."""

    regex = r"(?:set|(?:live:)?[a-z_]+\.[a-z_]+)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PageConverter:
    """The key of a page of staff's, however it is spelt: the page leads to its own spelling."""

    regex = r"[A-Za-z0-9_-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FurtherConverter:
    """The number of a list's page behind the first, which has the list's own address."""

    regex = r"(?:[2-9]|[1-9][0-9]{1,5})"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class IdConverter:
    """A number that fits a database's id."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
