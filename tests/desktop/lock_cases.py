"""The lock, where somebody might hope to get around it; and what the app does behind it."""

import collections
import json
import re
import time

from clinic import PASSWORD
from stage import eventually, picture
from window import FIELD, keys, windows

NOT_IT = "That is not the password"
TOO_MANY = "Too many attempts"
GUESS = "a guess"


def locks_after(day, minutes):
    """Sets the minutes of the lock."""
    keys("ctrl+comma")
    day.window.wait("Settings of this computer", roles=("heading",))
    day.window.type_into("Lock after minutes", str(minutes))
    picture("16-settings")
    day.window.press("Save")
    day.window.wait_gone("Settings of this computer", roles=("heading",))
    assert json.loads(day.settings.read_text())["lock_minutes"] == minutes


def locks_itself(day):
    """Left alone for as long as the settings have it, the app locks itself, also without the server."""
    locks_after(day, 1)
    day.way.deaf()
    day.gone_at = day.way.mark()
    eventually(lambda: day.window.find("Locked", roles=("heading",)), "the lock", patience=150)
    day.says_no_names("on a screen that locked itself")
    picture("16-locked-itself")


def asks_again_after_pauses_that_grow(day):
    """The server that was away meanwhile was asked after pauses that grew, and none was as planned as another's."""
    asked = day.way.since(day.gone_at)
    assert len(asked) < 150, f"{len(asked)} requests in a minute"
    # Pages and what sends for them each ask in their own time.
    times = collections.defaultdict(list)
    for each in asked:
        times[each.path.split("?")[0]].append(each.at)
    path = max(times, key=lambda path: len(times[path]))
    gaps = [after - before for before, after in zip(times[path], times[path][1:])]
    said = f"{path}: {[round(gap, 1) for gap in gaps]}"
    assert len(gaps) >= 5, said
    assert max(gaps[3:]) > max(gaps[:3]), said
    # Each twice the one before would be the same pauses for everybody who lost the server with us.
    assert any(not 1.8 < after / before < 2.2 for before, after in zip(gaps, gaps[1:]) if after < 20), said
    day.unlock()
    day.come_back()
    locks_after(day, 10)
    day.wait_for_agreement()


def stays_locked_over_a_restart(day):
    """Who quits a locked app and starts it again finds the lock."""
    day.lock()
    day.quit()
    day.start("Locked")
    day.says_no_names("after a restart")
    picture("40-locked-again")
    day.unlock()
    day.window.wait("Front desk", roles=("heading",))
    day.wait_for_agreement()


def leads_from_the_lock_to_the_log_in(day):
    """When the session ended behind the lock, the right password leads to the log-in page and is not called wrong."""
    day.lock()
    day.clinic.caller("dee").post("/api/account/sessions/end")
    day.guess(PASSWORD)

    def log_in():
        assert not day.window.says("That is not"), "the right password is called wrong"
        return day.window.find("Username", roles=FIELD)

    eventually(log_in, "the log-in page")
    day.says_no_names("once the session has ended")
    picture("41-ended-while-locked")
    day.log_in()
    day.wait_for_agreement()


def leads_to_the_log_in(day):
    """When the session ends while somebody works, the log-in page is there and the names are gone."""
    day.clinic.caller("dee").post("/api/account/sessions/end")
    day.window.wait("Username", roles=FIELD)
    day.says_no_names("once the session has ended")
    picture("42-ended")
    day.log_in()
    day.wait_for_agreement()


def has_guessers_wait_over_a_restart(day):
    """Who guesses has to wait, and quitting and starting does not shorten it."""
    day.lose_the_server()
    day.lock()
    for guesses in range(1, 11):
        day.guess(GUESS)
        eventually(lambda: day.window.says(NOT_IT) or day.window.says(TOO_MANY), "a word about the guess")
        if day.window.says(TOO_MANY):
            break
    assert 4 < guesses < 10, f"the first to wait was guess {guesses}"
    picture("43-wait")
    # One more when that is over, so that what has to be waited then is longer than a start takes.
    [words] = [text for text in day.window.words() if TOO_MANY in text][:1]
    told = re.search(r"wait (\d+) seconds", words)
    time.sleep(int(told.group(1)) + 1 if told else 2)
    day.guess(GUESS)
    day.window.wait_words(NOT_IT)
    day.window.press("Quit")
    day.app.wait(timeout=30)
    day.start("Locked")
    day.guess(PASSWORD)
    day.window.wait_words(TOO_MANY)
    day.says_no_names("while a guesser has to wait")
    picture("44-still-to-wait")
    # The server, which knows the password, need not wait.
    day.way.open()
    day.unlock()
    day.come_back()
    day.wait_for_agreement()


def logs_out_of_both_windows(day):
    """Whoever logs out at the lock ends the session, and no window shows anything of it any more."""
    assert day.keyring_has("session"), "the session is not kept"
    keys("ctrl+shift+n")
    eventually(lambda: len(windows()) == 2, "a second window")
    patient = next(iter(day.clinic.visits()))
    eventually(lambda: sum(patient in text for text in day.window.words()) > 1, "the board in both")
    day.lock()
    day.window.press("Log out")

    def both():
        fields = [one for one in day.window.everything() if one.name == "Username" and one.getRoleName() in FIELD]
        return len(fields) == 2

    eventually(both, "the log-in page in both")
    day.says_no_names("after a log-out")
    picture("45-logged-out-of-both")
    eventually(lambda: not day.keyring_has("session"), "the session to leave the keyring")
    day.quit()


ALONE = [
    locks_itself,
    asks_again_after_pauses_that_grow,
]
STEPS = [
    stays_locked_over_a_restart,
    leads_from_the_lock_to_the_log_in,
    leads_to_the_log_in,
    has_guessers_wait_over_a_restart,
    logs_out_of_both_windows,
]
