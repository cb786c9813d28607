"""A bar chart as SVG, readable on light and dark ground. Pure."""

from collections.abc import Sequence
from html import escape

WIDTH, NAMES, VALUES = 720, 300, 90  # of the picture, and of what stands left and right of the bars
ROW, BAR, TOP = 28, 16, 40
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.bar { fill: #3b6fb6 }
.goal { stroke: #b3541e; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .bar { fill: #79a8e8 } .goal { stroke: #f0a070 }
}
"""


def bars(title: str, rows: Sequence[tuple[str, float]], *, goal: float | None = None) -> str:
    """One bar for each name and value, from nought on; `goal` is a line across them."""
    most = max([value for _name, value in rows] + [goal or 0]) or 1
    scale = (WIDTH - NAMES - VALUES) / most
    height = TOP + ROW * len(rows) + 8
    said = "; ".join(f"{name}: {number(value)}" for name, value in rows)
    drawn = "".join(_row(place, *row, scale) for place, row in enumerate(rows))
    if goal is not None:
        x = NAMES + goal * scale
        drawn += f'<line class="goal" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 4}"/>\n'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">\n'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>\n<style>{STYLE}</style>\n"
        f'<text class="title" x="0" y="20">{escape(title)}</text>\n{drawn}</svg>\n'
    )


def _row(place: int, name: str, value: float, scale: float) -> str:
    y, width = TOP + ROW * place, value * scale
    return (
        f'<text x="{NAMES - 10}" y="{y + 13}" text-anchor="end">{escape(name)}</text>\n'
        f'<rect class="bar" x="{NAMES}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2"/>\n'
        f'<text x="{NAMES + width + 8:.1f}" y="{y + 13}">{number(value)}</text>\n'
    )


def number(value: float) -> str:
    """Three digits that count: 6574.2 → "6,570", 1.836 → "1.84"."""
    digits = max(0, 2 - len(str(int(abs(value)))) + 1) if abs(value) >= 1 else 2
    rounded = round(value, 3 - len(str(int(abs(value))))) if abs(value) >= 1000 else value
    return f"{rounded:,.{digits}f}"
