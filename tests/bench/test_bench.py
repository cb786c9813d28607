"""What reads and draws the figures. The figures themselves are nobody's to assert."""

import xml.etree.ElementTree as ET

import pytest

from tests.bench import chart, load, report

WRK = """Running 2s test @ http://127.0.0.1:8701/en-us/safety-partners/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.72ms    0.95ms   8.20ms   88.50%
    Req/Sec     4.94k     1.02k    6.10k    60.00%
  Latency Distribution
     50%    1.44ms
     75%    1.80ms
     90%  950.00us
     99%    5.95ms
  9834 requests in 2.00s, 165.10MB read
Requests/sec:   4915.58
Transfer/sec:     82.52MB
"""
SERVED = {name: {"per_second": rate, "p99_ms": 2.0, "processor_us": 10.0} for name, rate in
          (("released", 6000.0), ("bare", 3000.0), ("uncached", 30.0))}  # fmt: skip
NGINX = {
    name: {"per_second": 90_000.0, "p99_ms": 0.2, "of_plain": share}
    for name, share in (("released", 1.02), ("plain", 1), ("ordinary", 0.97), ("plain_ordinary", 1))
}
RESULTS = {
    "date": "2026-01-02T03:04:05+00:00",
    "machine": "2 cores",
    "serving": {
        "in_process": {"released": 10.0, "bare": 35.0, "uncached": 9000.0},
        "gunicorn": SERVED,
        "nginx": NGINX,
    },
    "baking": {"1": {"pages": 7455, "per_second": 210.4, "together_mib": 160.0}},
    "moving": [
        {"case": "few", "pages": 3, "publish": {"median": 1.2}, "take_down": {"median": 0.04}},
    ],
}


def test_what_wrk_says():
    assert load.parsed(WRK) == {"pages": 9834, "per_second": 4915.58, "p50_ms": 1.44, "p99_ms": 5.95}


@pytest.mark.parametrize(
    "error", ["Non-2xx or 3xx responses: 7", "Socket errors: connect 0, read 3, write 0, timeout 0"]
)
def test_a_rate_of_errors_is_no_figure(error):
    with pytest.raises(ValueError, match=error[:7]):
        load.parsed(f"{WRK}  {error}\n")


@pytest.mark.parametrize(("time", "expected"), [("950.00us", 0.95), ("1.57ms", 1.57), ("1.20s", 1200)])
def test_a_time_in_milliseconds(time, expected):
    assert load.milliseconds(time) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(6574.2, "6,570"), (1.836, "1.84"), (86.31, "86.3"), (131.2, "131"), (0.041, "0.04"), (0, "0.00")],
)
def test_three_digits_count(value, shown):
    assert chart.number(value) == shown


def test_a_chart_says_each_bar_in_words_too():
    picture = ET.fromstring(chart.bars("Pages <per> second", [("a & b", 10), ("c", 5)], goal=20))
    texts = ["".join(element.itertext()) for element in picture]
    assert texts[:2] == ["Pages <per> second", "a & b: 10.0; c: 5.00"]
    widths = [float(element.get("width")) for element in picture if element.tag.endswith("rect")]
    assert widths[0] == 2 * widths[1] > 0


def test_a_chart_of_nothing_but_noughts():
    assert "<svg" in chart.bars("Nothing", [("a", 0)])


def test_the_figures_replace_those_that_stood_there():
    text = report.section(RESULTS, list(report.pictures(RESULTS)))
    document = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    once = report.filled(document, text)
    assert "2.00 × a bare view, 200 × the uncached one" in once
    assert "an ordinary page | 0.97 × a plain file (90,000 per second) |" in once
    assert "old" not in once and once.startswith("before\n") and once.endswith("\nafter\n")
    assert report.filled(once, text) == once


def test_a_document_without_the_marks_is_refused():
    with pytest.raises(ValueError, match="marks"):
        report.filled("nothing", "figures")
