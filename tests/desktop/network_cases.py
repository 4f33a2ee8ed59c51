"""What networks do, and what the desk sees of it: nothing twice, nothing lost, nobody asked without end."""

import time

from clinic import TOMORROWS
from stage import eventually, picture
from window import keys

GRETA, BRUNO, CARLA = "Greta Sommer", "Bruno Salas", "Carla Mendes"
WAITS = "1 step waiting to be sent"


def is_done_once(day, patient):
    """Waits until a step that waited is done, and sees that it was done once."""
    day.stage_is(patient, "arrived")
    day.window.wait_no_words("waiting to be sent")
    steps = day.clinic.steps_of(patient)
    assert steps == ["booked", "arrived"], f"{patient}: {steps}"
    day.wait_for_agreement()


def books_nothing_without_the_server(day):
    """Without the server the key to book says why not, and opens nothing."""
    day.book(GRETA, BRUNO, CARLA)
    day.lose_the_server()
    why = "Not without a connection"
    keys("Escape")
    day.window.wait_no_words(why)
    keys("b")
    day.window.wait_words(why)
    assert not day.window.find("New booking", roles=("heading", "dialog"))
    picture("36-not-now")


def keeps_tomorrow_as_well(day):
    """Started without the server, the app has tomorrow's board too."""
    tomorrow = day.clinic.today(day.clinic.caller("dee"), days=1)
    eventually(lambda: day.sealed(f"day-{tomorrow}"), "tomorrow to be kept")
    day.quit()
    day.start("Locked")
    day.unlock()
    day.window.wait_words(GRETA)
    keys("bracketright")
    day.window.wait_words(TOMORROWS)
    assert not day.window.says(GRETA)
    picture("36-tomorrow")
    keys("t")
    day.window.wait_words(GRETA)


def loses_no_step_when_it_is_killed(day):
    """A step that waits survives the app's violent end, and is done once."""
    day.step(GRETA, "a")
    day.window.wait_words(WAITS)
    day.app.kill()
    day.app.wait()
    day.start("Locked")
    day.unlock()
    day.window.wait_words(WAITS)
    picture("37-still-waiting")
    assert day.clinic.stage_of(GRETA) == "booked"
    day.come_back()
    is_done_once(day, GRETA)


def sends_once_what_is_answered_by_nobody(day):
    """A step whose answer is lost on the way is sent again, and done once."""
    day.way.mute(only="/stage", times=2)
    day.step(BRUNO, "a")
    eventually(lambda: day.way.struck == 2, "the step to be sent again")
    picture("38-answers-lost")
    is_done_once(day, BRUNO)
    day.come_back()


def lives_on_when_answers_break_off(day):
    """Answers that break off in their middle are no connection, and not the end of the app."""
    before = day.way.mark()
    day.way.cut()
    keys("F5")
    eventually(lambda: len(day.way.since(before)) >= 3, "some answers to break off")
    day.window.wait_words("No connection")
    assert day.app.poll() is None, "the app has ended"
    picture("38-answers-broken")
    day.come_back()
    day.wait_for_agreement()
    assert day.app.poll() is None, "the app has ended"


def is_patient_with(day, name):
    """What stands in the server's way is neither taken for it nor asked without end, and what waits goes on waiting."""
    before = day.way.mark()
    day.window.press("Try now")
    eventually(lambda: day.way.since(before), "a question")
    counted = day.way.mark()
    time.sleep(10)
    asked = day.way.since(counted)
    assert len(asked) < 30, f"{len(asked)} requests in ten seconds: {[each.path for each in asked]}"
    for words in ("No connection", WAITS, CARLA):
        day.window.wait_words(words)
    assert day.app.poll() is None, "the app has ended"
    picture(f"39-{name}")


def starts_behind(day, name):
    """A start behind it is one without the server, and does not ask for another address."""
    day.quit()
    day.start("Locked")
    picture(f"39-{name}-start")
    day.unlock()
    for words in ("No connection", WAITS, CARLA):
        day.window.wait_words(words)


def takes_nothing_else_for_the_server(day):
    """A network that wants a log-in of its own, and answers to everything with a page, is no server."""
    day.lose_the_server()
    day.step(CARLA, "a")
    day.window.wait_words(WAITS)
    day.way.portal()
    is_patient_with(day, "portal")
    starts_behind(day, "portal")


def takes_nothing_at_all_for_the_server(day):
    """Nor is one that knows nothing of anything, such as a proxy whose server is gone."""
    day.way.missing()
    is_patient_with(day, "missing")
    starts_behind(day, "missing")
    day.come_back()
    is_done_once(day, CARLA)


STEPS = [
    books_nothing_without_the_server,
    keeps_tomorrow_as_well,
    loses_no_step_when_it_is_killed,
    sends_once_what_is_answered_by_nobody,
    lives_on_when_answers_break_off,
    takes_nothing_else_for_the_server,
    takes_nothing_at_all_for_the_server,
]
