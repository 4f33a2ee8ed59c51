"""Paper, by way of the system's own dialog."""

import subprocess

from stage import eventually, picture
from window import BUTTON, focus_window, keys


def text_of(pdf):
    """What stands on a document's pages; nothing while it is still written."""
    read = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=False)
    return " ".join(read.stdout.split())


def prints_to_a_file(day, name, fits):
    """Has the dialog that opens print to a file, and waits until what is on the pages fits."""
    window = day.window
    dialog = eventually(lambda: window.dialog("Print"), "the print dialog")
    printer = eventually(lambda: window.find("Print to File", roles=("table cell",), within=dialog), "the printer")
    printer.queryComponent().grabFocus()

    def ready():
        button = window.find("Print", roles=BUTTON, within=dialog)
        return button if button and button.getState().contains(window.atspi.STATE_SENSITIVE) else None

    button = eventually(ready, "the button to print")
    picture(name)
    button.queryAction().doAction(0)
    eventually(lambda: window.dialog("Print") is None, "the dialog to go")
    file = eventually(lambda: next(day.stage.folder.glob("**/*.pdf"), None), "the file")
    eventually(lambda: fits(text_of(file)), "the names in it")
    # The next one would be asked whether it may take its place.
    file.unlink()
    focus_window()


def prints_the_board(day):
    """Ctrl+P opens the system's dialog, and what is printed is the day."""
    names = list(day.clinic.visits())
    keys("ctrl+p")
    prints_to_a_file(day, "13-print", lambda text: any(name in text for name in names))


def prints_the_day_sheet(day):
    """So does the button of the day sheet, when there is no connection and paper is what is left."""
    day.lose_the_server()
    day.window.press("Day sheet")
    day.window.wait("Day sheet", roles=("heading",))
    names = list(day.clinic.visits())
    day.window.press("Print")
    prints_to_a_file(day, "13-print-day-sheet", lambda text: all(name in text for name in names))
    day.window.press("Back to the board")
    day.come_back()
    day.wait_for_agreement()


STEPS = [
    prints_the_board,
    prints_the_day_sheet,
]
