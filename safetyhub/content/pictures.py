"""Where a page finds a picture: in the public store, and for a preview, which shows drafts, in the private one."""

from typing import NamedTuple

from safetyhub.publishing.images import WIDTHS, address


class Picture(NamedTuple):
    src: str
    srcset: str


def picture(image: str, *, private: str, width: int = WIDTHS[1]) -> Picture | None:
    """`None` without an image; `image` is the hash of its content. `private`: where a preview finds it, in one width."""
    if not image:
        return None
    if private:
        return Picture(f"{private}{image}/", "")
    return Picture(address(image, width), ", ".join(f"{address(image, size)} {size}w" for size in WIDTHS))
