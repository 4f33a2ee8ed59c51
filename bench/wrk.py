"""wrk, with scripts that end in a line of JSON."""

import json
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def start(script, connections, seconds, url, *arguments, headers=None):
    """Starts wrk with one of the scripts beside this file."""
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(HERE / script),
        *(f"-H{name}: {value}" for name, value in (headers or {}).items()),
        url, *(["--", *arguments] if arguments else []),
    ]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)


def finish(process):
    """What the script says at its end."""
    try:
        output, _ = process.communicate()
    finally:
        process.kill()
    if process.returncode != 0 or not output.strip():
        raise SystemExit(f"error: wrk ended with {process.returncode}")
    return json.loads(output.splitlines()[-1])


def run(*arguments, **options):
    """Runs wrk to its end."""
    return finish(start(*arguments, **options))
