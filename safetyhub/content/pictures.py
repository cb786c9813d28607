"""Where a page finds a picture: in the public store, and for a preview, which shows drafts, in the private one."""

from typing import Final, NamedTuple

from safetyhub.publishing.images import WIDTHS, address

PRIVATE: Final = "/admin/images/{}/"  # for staff only, in one width


class Picture(NamedTuple):
    src: str
    srcset: str


def picture(image: str, *, is_preview: bool, width: int = WIDTHS[1]) -> Picture | None:
    """`None` without an image; `image` is the hash of its content."""
    if not image:
        return None
    if is_preview:
        return Picture(PRIVATE.format(image), "")
    return Picture(address(image, width), ", ".join(f"{address(image, size)} {size}w" for size in WIDTHS))
