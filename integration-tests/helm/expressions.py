#!/usr/bin/env python3
"""Prints every expression of Grafana dashboards, with Grafana's variables replaced as "All" replaces them.

    expressions.py DASHBOARD...           as a Prometheus rule file, which says where each is from
    expressions.py --plain DASHBOARD...   one a line

Exits with 1, saying where, when a panel lacks what a reader needs.
"""
import json
import re
import sys

VARIABLES = {"$__rate_interval": "1m", "$__interval": "1m", "$__range": "1h"}


def fail(where, what):
    sys.exit(f"FAILED: {where}: {what}")


def prometheus(expression, known, where):
    if expression.count("$namespace") != expression.count("$job"):
        fail(where, "releases of one name in two namespaces are summed: no namespace")
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    for name in re.findall(r"\$\{?(\w+)", expression):
        if name not in known:
            fail(where, f"variable ${name} is not defined")
    return re.sub(r"\$(\w+)", lambda found: known[found[1]], expression)


def check_panel(panel, where):
    for part in ("title", "description"):
        if not panel.get(part):
            fail(where, f"no {part}")
    if not panel["fieldConfig"]["defaults"].get("unit"):
        fail(where, "no unit")
    place = panel["gridPos"]
    if place["x"] + place["w"] > 24:
        fail(where, "beyond the right edge")
    if not panel.get("targets"):
        fail(where, "shows nothing")


def expressions(path):
    with open(path, encoding="utf-8") as file:
        board = json.load(file)
    known = {variable["name"]: variable.get("allValue", "") for variable in board["templating"]["list"]}
    if known.get("namespace") != ".*":
        fail(path, "outside Kubernetes nothing has a namespace: All must be .*")
    for panel in board["panels"]:
        if panel["type"] == "row":
            continue
        where = f"{path}: {panel['title']}"
        check_panel(panel, where)
        for target in panel["targets"]:
            yield where, prometheus(target["expr"], known, where)
    for annotation in board["annotations"]["list"]:
        yield f"{path}: {annotation['name']}", prometheus(annotation["expr"], known, path)


def main():
    plain = sys.argv[1:2] == ["--plain"]
    if not plain:
        print("groups:\n  - name: dashboards\n    rules:")
    for path in sys.argv[2 if plain else 1:]:
        for where, expression in expressions(path):
            rule = f"      - record: panel\n        labels: {{ of: {json.dumps(where)} }}\n        expr: {json.dumps(expression)}"
            print(expression if plain else rule)


if __name__ == "__main__":
    main()
