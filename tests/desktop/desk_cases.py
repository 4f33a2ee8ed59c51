"""What the app is on a desktop: a menu, keys, notifications, and files that are downloaded."""

from stage import eventually, picture
from window import focus_window, keys

HANNA, PAVEL, AISHA = "Hanna Lindqvist", "Pavel Horak", "Aisha Rahman"
ARRIVAL = "A patient has arrived for Dr. Elise Moreau"

MENU = {
    "File": ["New window", "Print…", "Lock", "Settings of this computer…", "Server address…", "Quit"],
    "View": ["Board", "Patients", "Reload", "Larger", "Smaller", "Usual size", "Full screen"],
    "Help": ["Keyboard shortcuts", "About Anteroom"],
}


def has_a_menu(day):
    """The menu has what there is to choose, and what is chosen there happens."""
    for menu, items in MENU.items():
        found = list(day.window.menu_items(menu))
        assert found == items, f"{menu}: {found}"
    day.window.choose_from("View", "Patients")
    day.window.wait("Patients", roles=("heading",))
    picture("13-menu-patients")
    day.window.choose_from("View", "Board")
    day.window.wait("Front desk", roles=("heading",))
    focus_window()


def lists_its_keys(day):
    """The list of keys has those of the window too."""
    assert not day.window.says("Ctrl+Shift+N")
    keys("Escape", "question")
    for words in ("Keys of the front desk", "Ctrl+Shift+N", "New window", "F11"):
        day.window.wait_words(words)
    picture("13-keys")
    keys("Escape")
    day.window.wait_no_words("Ctrl+Shift+N")


def downloads_into_the_folder_for_it(day):
    """What is downloaded is in the folder for it, whole, and the app says where."""
    day.choose("Nadia Okafor")
    number = day.clinic.visits()["Nadia Okafor"]["id"]
    day.window.follow(f"Appointment A-{number:06}")
    day.window.follow("Add to calendar")
    [file] = eventually(lambda: list(day.stage.downloads.iterdir()), "the calendar file")
    assert file.suffix == ".ics", file
    eventually(lambda: file.read_text().rstrip().endswith("END:VCALENDAR"), "all of it")
    assert file.read_text().splitlines()[0] == "BEGIN:VCALENDAR"
    day.window.wait_words(file.name)
    picture("13-downloaded")
    day.window.press("Dismiss")
    file.unlink()
    keys("ctrl+1")
    day.window.wait("Front desk", roles=("heading",))


def tells_of_an_arrival(day, patient, name):
    """Another desk marks somebody as arrived, and the system tells it without saying who."""
    before = len(day.notices.told())
    day.clinic.take(patient, "arrived")
    eventually(day.notices.shown, "a notification")
    picture(name)
    told = day.notices.told()[before:]
    assert told == [ARRIVAL], told


def tells_of_arrivals_while_another_window_is_in_front(day):
    """While another program has the keyboard, an arrival is told by the system; whoever looks sees it anyway."""
    day.book(HANNA, PAVEL, AISHA)
    focus_window()
    before = len(day.notices.told())
    day.clinic.take(HANNA, "arrived")
    day.wait_for_agreement("that somebody came")
    with day.looking_elsewhere():
        tells_of_an_arrival(day, PAVEL, "13-notification")
    focus_window()
    day.wait_for_agreement()
    assert day.notices.told()[before:] == [ARRIVAL], "who looked at the board was told as well"


def tells_of_arrivals_on_other_pages(day):
    """So it is while the app shows another page than the board."""
    keys("ctrl+2")
    day.window.wait("Patients", roles=("heading",))
    with day.looking_elsewhere():
        tells_of_an_arrival(day, AISHA, "13-notification-elsewhere")
    focus_window()
    keys("ctrl+1")
    day.window.wait("Front desk", roles=("heading",))
    day.wait_for_agreement()


STEPS = [
    has_a_menu,
    lists_its_keys,
    downloads_into_the_folder_for_it,
    tells_of_arrivals_while_another_window_is_in_front,
    tells_of_arrivals_on_other_pages,
]
