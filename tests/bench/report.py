"""The figures of a run in words and pictures, put into docs/operations.md by `python -m tests.bench.report [results.json]`.

Without a file it takes the newest one of var/bench/. Nothing there is typed by hand.
"""

import json
import sys
from pathlib import Path
from typing import Any

from .chart import bars, number
from .site import ROOT

DOCUMENT = ROOT / "docs" / "operations.md"
PICTURES = ROOT / "docs" / "pictures" / "bench"
BEGIN, END = "<!-- figures: begin, written by `make bench-report` -->", "<!-- figures: end -->"
CASES = {
    "few": "an entry on few pages",
    "all locales": "an entry in all locales",
    "every page": "one on every page",
}
KINDS = {"released": "a sensitive page", "ordinary": "an ordinary page"}

Results = dict[str, Any]
Row = tuple[str, str, str]  # what, the figure, the bar


def main() -> None:
    runs = sorted((ROOT / "var" / "bench").glob("*.json"))
    paths = [Path(name) for name in sys.argv[1:2]] or runs[-1:]
    if not paths:
        sys.exit("There are no results: run `make bench`.")
    results = json.loads(paths[0].read_text())
    PICTURES.mkdir(parents=True, exist_ok=True)
    drawn = pictures(results)
    for name, picture in drawn.items():
        (PICTURES / f"{name}.svg").write_text(picture)
    DOCUMENT.write_text(filled(DOCUMENT.read_text(), section(results, list(drawn))))


def filled(document: str, text: str) -> str:
    """With the text between the marks, whatever stood there."""
    before, _begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"The marks of the figures are missing: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def section(results: Results, drawn: list[str]) -> str:
    seen = "\n".join(f"![{name}](pictures/bench/{name}.svg)" for name in drawn)
    return f"\nMeasured on {results['date'][:10]}, {results['machine']}.\n\n{text(results)}\n{seen}\n"


def text(results: Results) -> str:
    rows = [*serving_rows(results), *baking_rows(results), *moving_rows(results)]
    body = "".join(f"| {what} | {figure} | {bar} |\n" for what, figure, bar in rows)
    return f"| measured | | bar |\n|---|---|---|\n{body}"


def serving_rows(results: Results) -> list[Row]:
    serving = results["serving"]
    direct = serving["in_process"]
    rows = [_compared("released page, application called directly", direct, "processor time", inverse=True)]
    if gunicorn := serving.get("gunicorn"):
        rates, times = _column(gunicorn, "per_second"), _column(gunicorn, "processor_us")
        rows += [
            _compared("released page, one worker", rates, "per second", bar="≥ 1.5 ×"),
            _compared("the same, by processor time", times, "processor time", inverse=True),
            ("slowest hundredth, released / bare / uncached", _milliseconds(gunicorn), ""),
        ]
    if stock := serving.get("gunicorn_stock"):
        rates = _column(stock, "per_second")
        rows.append(_compared("released page, gunicorn's own thread worker", rates, "per second"))
    if nginx := serving.get("nginx"):
        rows += [_beside_a_file(kind, nginx[name]) for name, kind in KINDS.items()]
        rows.append(("slowest hundredth, each page and its plain file", _milliseconds(nginx), ""))
    return rows


def _beside_a_file(kind: str, found: dict[str, float]) -> Row:
    figure = f"{number(found['of_plain'])} × a plain file ({number(found['per_second'])} per second)"
    return (f"nginx as in deploy/, {kind}", figure, "≥ 0.95 ×")


def _compared(what: str, found: dict[str, float], unit: str, *, bar: str = "", inverse: bool = False) -> Row:
    ratios = {
        name: found[name] / found["released"] if inverse else found["released"] / found[name]
        for name in ("bare", "uncached")
    }
    figure = f"{number(found['released'])} {'µs of ' if inverse else ''}{unit}"
    return (
        what,
        f"{number(ratios['bare'])} × a bare view, {number(ratios['uncached'])} × the uncached one ({figure})",
        bar,
    )


def baking_rows(results: Results) -> list[Row]:
    return [
        (
            f"bake at SCALE={scale}, {found['pages']:,} pages",
            f"{number(found['per_second'])} pages/s, {number(found['together_mib'])} MiB",
            "≥ 100 pages/s; memory the same",
        )
        for scale, found in results["baking"].items()
    ]


def moving_rows(results: Results) -> list[Row]:
    return [
        (
            f"{CASES[found['case']]} ({found['pages']:,}): publish → visible, take down → gone",
            f"{number(found['publish']['median'])} s, {number(found['take_down']['median'])} s",
            "≤ 2 s" if found["case"] != "every page" else "gone ≤ 2 s",
        )
        for found in results.get("moving", ())
    ]


def pictures(results: Results) -> dict[str, str]:
    """By the name of the file."""
    found = {"bake": bars("Pages baked per second", _of_scales(results, "per_second"), goal=100)}
    found["memory"] = bars("MiB of the baker and its processes", _of_scales(results, "together_mib"))
    if gunicorn := results["serving"].get("gunicorn"):
        rates = _column(gunicorn, "per_second")
        names = {"released": "released page", "bare": "bare Django view", "uncached": "the page's own view"}
        rows = [(name, rates[key]) for key, name in names.items()]
        found["serving"] = bars("Pages per second, one gunicorn worker", rows, goal=1.5 * rates["bare"])
    if moving := results.get("moving"):
        rows = [
            (f"{CASES[case['case']]}: {said}", case[what]["median"])
            for case in moving
            for what, said in (("publish", "visible"), ("take_down", "gone"))
        ]
        found["moving"] = bars("Seconds after the click", rows, goal=2)
    return found


def _of_scales(results: Results, name: str) -> list[tuple[str, float]]:
    return [
        (f"SCALE={scale}, {found['pages']:,} pages", found[name])
        for scale, found in results["baking"].items()
    ]


def _column(figures: dict[str, Any], name: str) -> dict[str, float]:
    return {who: found[name] for who, found in figures.items()}


def _milliseconds(figures: dict[str, Any]) -> str:
    return " / ".join(number(found["p99_ms"]) for found in figures.values()) + " ms"


if __name__ == "__main__":
    main()
