#!/usr/bin/env python3
"""Runs every command of Markdown documents, one document after the other, in the current folder.

A fenced block says what it is by its first words:
    console            `$ command` lines, each with what it prints, then; numbers may differ, "..." stands for anything,
                       whole lines of it too. "console fails": each command must fail.
    sh                 a script; it must exit with 0
    sh define          functions for the commands that follow
    sh not run: WHY    as it says; listed at the end
    yaml FILE          what FILE in the current folder holds
    text, yaml, ...    no command
<!-- run: COMMAND --> stages what the text is about. The commands of a runbook, in backticks behind "**First.**", are run
too. Elsewhere in the text, whatever begins with `millrace` must be a command and options that millrace has.
"""
import os
import re
import subprocess
import sys

DATA = {"text", "yaml", "json", "sql", "ini"}
failures = []
not_run = []
ran = 0


def blocks(lines):
    """(line number, info string, text) of each fenced block."""
    begin = None
    for number, line in enumerate(lines, 1):
        if not line.startswith("```"):
            continue
        if begin is None:
            begin = number
        else:
            yield begin, lines[begin - 1][3:].strip(), "\n".join(lines[begin:number - 1])
            begin = None


def run(script):
    global ran
    ran += 1
    functions = open("functions.sh", encoding="utf-8").read()
    for port, name in (("9464", "METRICS_PORT"), ("8080", "ADMIN_PORT")):
        script = script.replace(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{os.environ[name]}")
    done = subprocess.run(["timeout", "90", "bash", "-c", functions + "set -euo pipefail\n" + script],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode(errors="replace")


def pattern(line):
    words = " ".join(re.sub(r"\d+", "0", line).split())
    return ".*".join(re.escape(part).replace("0", r"\d+") for part in words.split("..."))


def fits(expected, output):
    found = "\n".join(" ".join(line.split()) for line in output.strip().splitlines())
    wanted = ""
    for line in expected:
        wanted += r"(?:.*\n)*?" if line.strip() == "..." else pattern(line) + r"\n"
    return re.fullmatch(wanted, found + "\n" if found else "")


def session(text):
    """(command, lines it prints) of a console block."""
    command, output = None, []
    for line in text.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, output
            command, output = line[2:], []
        elif command is not None and command.endswith("\\"):
            command += "\n" + line
        else:
            output.append(line)
    yield command, output


def expect(where, command, expected=None, fails=False):
    code, output = run(command)
    if (code != 0) != fails:
        failures.append(f"{where}: exit code {code}: {command}\n{output}")
    elif expected is not None and not fits(expected, output):
        failures.append(f"{where}: {command}\nprints\n{output}\nand not\n" + "\n".join(expected))


def run_block(where, info, text):
    if info.startswith("sh not run: "):
        not_run.append(f"{where}: {info[12:]}")
    elif info == "sh define":
        with open("functions.sh", "a", encoding="utf-8") as functions:
            functions.write(text + "\n")
    elif info == "sh":
        expect(where, text)
    elif info in ("console", "console fails"):
        for command, output in session(text):
            expect(where, command, output, info == "console fails")
    elif info.startswith("yaml "):
        with open(info[5:], "w", encoding="utf-8") as file:
            file.write(text + "\n" + os.environ.get("LISTENERS", ""))
    elif info.split(" ")[0] not in DATA:
        failures.append(f"{where}: a block must say what it is, not '{info}'; see {__file__}")


def check_words(where, command, known):
    words = re.sub(r"<[^>]*>|\.\.\.|…", "", command).split()[1:]
    name = next((word for word in words if not word.startswith("-")), "")
    for alternative in filter(None, name.split("|")):
        if alternative.isupper():
            continue
        if alternative not in known:
            failures.append(f"{where}: millrace has no command '{alternative}'")
            continue
        for option in re.findall(r"(?<!\S)(--?[a-z][-a-z]*)", command):
            if not re.search(rf"{option}\b", known[alternative]):
                failures.append(f"{where}: millrace {alternative} has no option {option}")


def run_line(where, line, known):
    staged = re.fullmatch("<!-- run: (.*) -->", line)
    if staged:
        expect(where, staged[1])
    if line.startswith("**First.**"):
        for command in re.findall(r"`([^`]+)`", line):
            code, output = run(command)
            if code != 0 and not (code == 1 and "grep" in command and not output):  # grep: nothing of that kind
                failures.append(f"{where}: exit code {code}: {command}\n{output}")
    for command in re.findall(r"`(millrace [^`]+)`", line):
        check_words(where, command, known)


def run_document(path, known):
    lines = open(path, encoding="utf-8").read().splitlines()
    fenced = {begin: (info, text) for begin, info, text in blocks(lines)}
    end = 0  # of the last block
    for number, line in enumerate(lines, 1):
        if number in fenced:
            info, text = fenced[number]
            end = number + len(text.split("\n")) + 1 if text else number + 1
            run_block(f"{path}:{number}", info, text)
        elif number > end:
            run_line(f"{path}:{number}", line, known)


def help_of(*words):
    return subprocess.run(["millrace", *words, "--help"], capture_output=True, text=True, check=True).stdout


def main():
    names = re.findall(r"^  millrace ([a-z]+)", help_of(), re.MULTILINE)
    known = {name: help_of(name) for name in names} | {"help": ""}
    for path in sys.argv[1:]:
        run_document(path, known)
    print(f"{ran} commands ran")
    for line in not_run:
        print("not run:", line)
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()
