"""What the desk does while the server is away, and what it decides afterwards."""

from kept_cases import cannot_be_read
from stage import eventually, picture
from window import BUTTON, keys

INES, OMAR = "Ines Calder", "Omar Haddad"


def change(day, *changes):
    """Has visits changed while the app cannot be told."""

    def work(other):
        other.log_in("dee")
        visits = {visit["patient_name"]: visit for visit in other.get("/api/desk")["visits"]}
        for name, path, body in changes:
            other.post(f"/api/appointments/{visits[name]['id']}/{path}", **body)

    day.clinic.behind_its_back(work)


def offers_paper_and_a_list_instead_of_bookings(day):
    """Without the server nothing is booked; there are the day sheet and the call-back list."""
    day.book(INES, OMAR)
    day.clinic.stop()
    day.window.wait_words("No connection since")
    day.window.wait("Day sheet", roles=BUTTON)
    day.window.press("Day sheet")
    day.window.wait("Day sheet", roles=("heading",))
    day.window.wait_words("What others did since is not on it.")
    for words in (INES, OMAR, "+44 117 496 0110"):
        day.window.wait_words(words)
    picture("30-day-sheet")
    day.window.press("Back to the board")
    day.window.press("Call-back list")
    day.window.wait_words("Nobody to call back")
    day.window.type_into("Name", "Wanda Pike")
    day.window.type_into("Contact number", "0117 496 0999")
    keys("Return")
    day.window.wait_words("Wanda Pike")
    picture("31-call-back-list")
    day.window.press("Back to the board")
    eventually(lambda: day.sealed("callbacks"), "the call-back list to be kept")
    cannot_be_read(day, INES, OMAR, "Calder", "496 0110", "Wanda", "496 0999", "Dee Desk", "Moreau")


def asks_where_the_server_disagrees(day):
    """Where others decided otherwise meanwhile, the desk is asked, and nobody is overruled."""
    for name in (INES, OMAR):
        day.choose(name)
        keys("a")
    day.window.wait_words("2 steps waiting to be sent")
    picture("32-two-wait")
    change(day, (INES, "cancel", {}), (OMAR, "stage", {"stage": "arrived"}), (OMAR, "stage", {"stage": "checked-in"}))
    day.clinic.start()
    day.window.wait_words(f"you marked {INES} as “Arrived”; meanwhile the clinic’s system says “Cancelled”")
    day.window.wait_words(f"you marked {OMAR} as “Arrived”; meanwhile the clinic’s system says “Checked in”")
    picture("33-asked")
    assert (day.clinic.stage_of(INES), day.clinic.stage_of(OMAR)) == ("cancelled", "checked-in")


def keeps_what_the_desk_decides(day):
    """The desk keeps the server's for one, and insists on the other."""
    day.window.press("Keep the clinic’s")
    eventually(lambda: not day.window.says(f"you marked {INES}"), "the question to go")
    day.window.press("Try mine again on top")
    day.stage_is(OMAR, "arrived")
    eventually(lambda: not day.window.says("waiting to be sent"), "nothing to wait")
    assert day.clinic.stage_of(INES) == "cancelled"
    day.wait_for_agreement()
    picture("34-decided")


def keeps_the_call_back_list_until_it_is_ticked_off(day):
    """Who is to be called back is on the list after a restart, until ticked off."""
    day.quit()
    day.restart()
    day.window.press("Call-back list (1)")
    day.window.wait_words("Wanda Pike")
    picture("35-still-to-call")
    day.window.press("Wanda Pike was called back")
    day.window.wait_words("Nobody to call back")
    day.window.press("Back to the board")
    eventually(lambda: not day.sealed("callbacks"), "the kept list to go")


STEPS = [
    offers_paper_and_a_list_instead_of_bookings,
    asks_where_the_server_disagrees,
    keeps_what_the_desk_decides,
    keeps_the_call_back_list_until_it_is_ticked_off,
]
