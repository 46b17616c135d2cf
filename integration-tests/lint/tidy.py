#!/usr/bin/env python3
"""tidy.py ROOT BUILD KEPT: clang-tidy, by ROOT/.clang-tidy, finds nothing in what users run: no tests, no tools.

BUILD is ROOT's Ninja build: it knows each file's flags and headers. A file that passed is not looked at again until it,
its headers, its flags, .clang-tidy, clang-tidy or this script change: KEPT holds an empty file named after the sum of
all that.
"""
import concurrent.futures
import functools
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys
import time

TOOL = "clang-tidy-19"
TOGETHER = 2
SECONDS_KEPT = 30 * 86400  # since it was last of use


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def for_users(file, root):
    folders = pathlib.Path(file).relative_to(root).parts[:-1]
    return not {"build", "integration-tests", "tests"}.intersection(folders)


def ingredients(build):
    """By object: every file that it was compiled from."""
    found = {}
    for line in output("ninja", "-C", build, "-t", "deps").splitlines():
        if line.startswith(" "):
            found[target].append(build / line.strip())
        elif line:
            target = build / line.partition(":")[0]
            found[target] = []
    return found


@functools.cache
def seen(path):
    """(time of its last change, sum of its content); later than everything if it is gone."""
    if not path.exists():
        return sys.maxsize, ""
    return path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()


def name_of(command, common, found, root, build):
    """Names all that the verdict on a file depends on; None where the build does not know it yet."""
    flags = shlex.split(command)
    target = build / flags[flags.index("-o") + 1]
    parts = [seen(path) for path in found.get(target, [])]
    if not parts or not target.exists() or max(parts)[0] > target.stat().st_mtime_ns:
        return None
    everything = [common, command.replace(str(root), ""), *(content for _, content in parts)]
    return hashlib.sha256("\n".join(everything).encode()).hexdigest()


def look(file, name, build, kept):
    """What there is to say against a file; what passes is kept under its name."""
    said = subprocess.run([TOOL, "--quiet", "-p", build, file], capture_output=True, text=True)
    if said.returncode:
        return said.stdout + said.stderr or f"{file}: {TOOL} ended with {said.returncode}\n"
    if name:
        (kept / name).touch()
    return ""


def main(root, build, kept):
    common = output(TOOL, "--version") + (root / ".clang-tidy").read_text() + pathlib.Path(__file__).read_text()
    found = ingredients(build)
    entries = json.loads((build / "compile_commands.json").read_text())
    names = {entry["file"]: name_of(entry["command"], common, found, root, build)
             for entry in entries if for_users(entry["file"], root)}
    if not names:
        sys.exit(f"{build}/compile_commands.json: expected files that users run, found none")

    kept.mkdir(parents=True, exist_ok=True)
    passed = {file for file, name in names.items() if name and (kept / name).exists()}
    for file in passed:
        (kept / names[file]).touch()
    for file in kept.iterdir():
        if file.stat().st_mtime < time.time() - SECONDS_KEPT:
            file.unlink(missing_ok=True)

    left = sorted(names.keys() - passed)
    wrong = 0
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as workers:
        for said in workers.map(lambda file: look(file, names[file], build, kept), left):
            wrong += bool(said)
            print(said, end="", flush=True)
    print(f"clang-tidy: {len(names)} files, {len(left)} looked at, {wrong} with findings")
    return wrong > 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*(pathlib.Path(argument).absolute() for argument in sys.argv[1:])))
