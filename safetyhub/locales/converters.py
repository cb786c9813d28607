from safetyhub.locales import addresses


class LocaleConverter:
    """Anything shaped like a locale's code, in any case. The view resolves it: see ``resolve``."""

    regex = addresses.PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
