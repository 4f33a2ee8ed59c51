"""Whose session it is, what is left of it, and who may see the day that is kept."""

from clinic import PASSWORD, Caller
from stage import eventually, never, picture
from window import FIELD, keys

PIA = "Pia Lindgren"


def keeps_no_session_unless_asked_to(day):
    """Without the tick, closing the app ends the session, and the keyring never had it."""
    day.start("Username", roles=FIELD)
    day.log_in(keep=False)
    day.wait_for_agreement()
    eventually(lambda: day.sealed("day"), "the day to be kept for who works here")
    day.quit()
    assert not day.keyring_has("session"), "a session that was not to be kept"
    day.start("Username", roles=FIELD)
    day.says_no_names("after a start without a session")
    picture("46-not-kept")


def shows_the_kept_day_to_nobody_else(day):
    """A patient who logs in after the desk sees nothing of its kept day, also when the server goes."""
    Caller(day.clinic.url).post(
        "/api/register", username="pia", password=PASSWORD, full_name=PIA, contact_number="+44 117 496 0150",
    )
    day.log_in("pia", keep=False, to="Your appointments")
    day.way.gone()
    keys("F5")
    day.window.wait_words("No connection")
    names = list(day.clinic.visits())
    for key in ("F5", "ctrl+1"):
        keys(key)
        never(lambda: any(name in text for text in day.window.words() for name in names), "a name for a patient")
    picture("47-a-patient")
    day.way.open()
    keys("F5")
    day.window.wait_no_words("No connection")
    day.log_out(PIA)
    day.quit()
    day.start("Username", roles=FIELD)
    day.log_in()
    day.wait_for_agreement()


STEPS = [
    keeps_no_session_unless_asked_to,
    shows_the_kept_day_to_nobody_else,
]
