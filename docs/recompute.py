#!/usr/bin/env python3
"""Adds the figures of /v1/stats?explain=true up again, from their inputs alone: one answer a line."""
import json, sys
from collections import defaultdict
from fractions import Fraction


def number(money):
    return Fraction(money["amount"])


def converted(entry):
    value = number(entry["left"])
    if "stated" in entry:
        return value * number(entry["stated"]["amount"]) / number(entry["amount"])
    value /= Fraction(entry["from"]["rate"]) if "from" in entry else 1
    return value * (Fraction(entry["to"]["rate"]) if "to" in entry else 1)


def check(shown, entries, where):
    original = defaultdict(Fraction)
    for entry in entries:
        assert number(entry["left"]) == number(entry["amount"]) - sum(map(number, (back["amount"] for back in entry["taken_back"]))), where
        original[entry["left"]["currency"]] += number(entry["left"])
    assert original == {money["currency"]: number(money) for money in shown["original"]}, where
    assert shown["entries"] == len(entries), where
    with_rate = [entry for entry in entries if "unconverted" not in entry]
    if "converted" in shown:
        digits = len(shown["converted"]["amount"].partition(".")[2])
        assert number(shown["converted"]) == round(sum(map(converted, with_rate)), digits), where
        assert shown["unconverted"] == len(entries) - len(with_rate), where


for line in sys.stdin:
    stats = json.loads(line)
    for part in [stats["total"], *stats["funds"]]:
        for figure in ["announced", "pledged", "authorised", "appropriated", "committed", "disbursed"]:
            inputs = [entry for entry in stats["explanation"]["inputs"]
                      if entry["figure"] == figure and part.get("fund", {"id": entry["fund"]})["id"] == entry["fund"]]
            net = [entry for entry in inputs if "left_out" not in entry]
            check(part[figure], net, figure)
            check(part[figure]["gross"], [entry for entry in inputs if entry.get("left_out", "overlap") == "overlap"], figure)
            check(part[figure]["confirmed"], [entry for entry in net if entry["confirmed"]], figure)
            check(part[figure]["disputed"], [entry for entry in net if entry["disputed"]], figure)
