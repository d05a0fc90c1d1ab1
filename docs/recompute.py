#!/usr/bin/env python3
"""Recomputes the totals of /v1/stats?explain=true from their inputs alone. Reads one answer per line."""
import json, sys
from datetime import date
from fractions import Fraction

FIGURES = "announced pledged authorised appropriated committed disbursed".split()

def number(money): return Fraction(money["amount"])
def rate(entry, name): return Fraction(entry[name]["rate"]) if name in entry else 1
def converted(entry):
    if "stated" in entry: return number(entry["left"]) * number(entry["stated"]["amount"]) / number(entry["amount"])
    return number(entry["left"]) / rate(entry, "from") * rate(entry, "to")

def check(shown, entries, currency):
    assert all(number(e["left"]) == number(e["amount"]) - sum(number(back["amount"]) for back in e["taken_back"]) for e in entries)
    codes = {e["left"]["currency"] for e in entries}
    sums = {code: sum(number(e["left"]) for e in entries if e["left"]["currency"] == code) for code in codes}
    assert sums == {money["currency"]: number(money) for money in shown["original"]} and len(entries) == shown["entries"], shown
    if not currency: return
    exact = [converted(e) for e in entries if "unconverted" not in e]
    if shown.get("why") == "too_large": return  # no amount holds the sum
    assert len(entries) - len(exact) == shown["unconverted"] and bool(exact) == ("converted" in shown), shown
    if exact:  # round() rounds a Fraction half to even
        digits = len(shown["converted"]["amount"].partition(".")[2])
        assert round(sum(exact), digits) == number(shown["converted"]), shown
    for e in entries:
        for used in (e[name] for name in ["from", "to"] if name in e):
            assert 0 <= (date.fromisoformat(e["value_date"]) - date.fromisoformat(used["date"])).days <= 7, e

for stats in map(json.loads, sys.stdin):
    currency = stats.get("currency")
    for part in [stats["total"], *stats["funds"]]:
        for figure in FIGURES:
            gross = [e for e in stats["explanation"]["inputs"] if e["figure"] == figure and e.get("left_out", "overlap") == "overlap"
                     and part.get("fund", {"id": e["fund"]})["id"] == e["fund"]]
            net = [e for e in gross if "left_out" not in e]
            check(part[figure], net, currency)
            check(part[figure]["gross"], gross, currency)
            for word in ["confirmed", "disputed"]: check(part[figure][word], [e for e in net if e[word]], currency)
