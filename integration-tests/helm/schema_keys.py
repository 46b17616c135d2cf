#!/usr/bin/env python3
"""Prints the keys of the pipeline file, "section key" a line, with " required" where the key may not be absent.

    schema_keys.py schema FILE   as values.schema.json of the chart takes them
    schema_keys.py docs FILE     as docs/configuration.md lists them, which a unit test holds against the service's own

Exits with 1, saying where, when a mapping of the schema takes keys that it does not name: all but librdkafka's may not.
"""
import json
import re
import sys

FREE = ["kafka"]  # librdkafka's properties


def of_schema(node, section=""):
    if node.get("additionalProperties") is not False and section not in FREE:
        sys.exit(f"FAILED: the schema takes any key in '{section or 'pipeline'}'")
    required = node.get("required") or node.get("then", {}).get("required", [])
    for key, value in node["properties"].items():
        yield section, key, key in required
        child = f"{section}.{key}".lstrip(".")
        each = value.get("additionalProperties")
        if "properties" in value:
            yield from of_schema(value, child)
        elif isinstance(each, dict) and "properties" in each:
            yield from of_schema(each, f"{child}.NAME")


def of_docs(text):
    section = None
    for line in text.splitlines():
        if heading := re.match(r"## (?:Top level|`(.*)`)$", line):
            section = heading[1] or ""
        elif row := re.match(r"\| `([a-z_.]+)` \| .+? \| (.+?) \|", line):
            if section is not None:
                yield section, row[1], row[2] == "required"


def main():
    kind, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    keys = of_docs(text) if kind == "docs" else of_schema(json.loads(text)["properties"]["pipeline"])
    for section, key, required in sorted(keys):
        print(section or "pipeline", key, *(["required"] if required else []))


if __name__ == "__main__":
    main()
