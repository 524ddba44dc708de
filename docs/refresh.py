"""Write the output of commands into the documents, and say whether a document is up to date.

In a Markdown file, a comment names a command, and the fenced block after it holds what the command prints:

    <!-- prints: chalkgrad derive "a = sigmoid(z); L = -log(a)" --wrt z -->
    ```text
    ...
    ```

A comment ``<!-- draws: chalkgrad derive ... -o docs/pictures/page.png -->`` names the command that makes a picture.

``python docs/refresh.py`` runs the commands, rewrites the blocks and draws the pictures; the tests run the commands and
compare what is printed, so no document can show what the program does not print.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
DOCUMENTS = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
BLOCK = re.compile(r"(<!-- prints: (?P<command>[^\n]*?) -->\n```text\n)(?P<output>(?:(?!```)[^\n]*\n)*)(```)")
DRAWS = re.compile(r"<!-- draws: (?P<command>[^\n]*? -o (?P<file>\S+)) -->")
WIDTH = 110


def printed_by(command: str) -> str:
    """What a ``chalkgrad`` command prints, as it would stand in a file: no colours, no trailing blanks."""
    words = shlex.split(command)
    if words[0] != "chalkgrad":
        raise ValueError(f"only chalkgrad commands are run, not {words[0]}")
    source = str(REPOSITORY / "src")
    environment = {**os.environ, "COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    program = "from chalkgrad.app.command import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words[1:]],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        env=environment,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.strip()}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def refreshed(text: str) -> str:
    """The document with every block replaced by what its command prints now."""
    return BLOCK.sub(lambda found: f"{found[1]}{printed_by(found['command'])}\n{found[4]}", text)


def main() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for picture in DRAWS.finditer(text):
            print(printed_by(picture["command"]))
        new = refreshed(text)
        if new != text:
            path.write_text(new, encoding="utf-8")
            print(f"{path.name}: rewritten")


if __name__ == "__main__":
    main()
