"""What is said on the way, what went wrong, and tables."""

import sys

problems = []


def progress(text):
    """Says on standard error what is going on; standard output is for the tables."""
    print(text, file=sys.stderr, flush=True)


def problem(text):
    """Notes what makes the figures doubtful; the run goes on and fails at its end."""
    problems.append(text)
    progress(f"  problem: {text}")


def table(title, header, rows):
    """Prints a Markdown table; columns after the first are numbers unless their header begins with a space."""
    if title:
        print(f"\n### {title}\n")
    print("| " + " | ".join(column.strip() for column in header) + " |")
    marks = ["---" if place == 0 or column.startswith(" ") else "---:" for place, column in enumerate(header)]
    print("| " + " | ".join(marks) + " |")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    sys.stdout.flush()


def milliseconds(microseconds):
    """A latency, short enough for a table."""
    return f"{microseconds / 1000:.2f}" if microseconds < 1e5 else f"{microseconds / 1000:,.0f}"


def statuses(counts):
    """Answers by their status, as `200: 17, 409: 3`."""
    return ", ".join(f"{status or 'none'}: {count:,}" for status, count in sorted(counts.items()))
