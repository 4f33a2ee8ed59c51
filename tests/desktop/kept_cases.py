"""What is left on the disk: sealed, and gone when its day is over."""

import glob

from stage import eventually, picture
from window import FIELD

CLOCKS = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def cannot_be_read(day, *secrets):
    """Sees that something is kept, and that none of it can be read without the keyring."""
    day_files = eventually(lambda: day.sealed("day"), "the day to be kept")
    for path in {*day_files, *day.sealed()}:
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, f"{path}: {secret} can be read"


def forgets_the_day_when_it_is_over(day):
    """Two days later the kept day is deleted as the app starts, whoever may be there to see it."""
    eventually(lambda: day.sealed("day"), "the day to be kept")
    day.quit()
    assert day.sealed("day"), "the day is not kept"
    day.way.gone()
    [clock] = glob.glob(CLOCKS)
    day.start(
        "Locked", "Username", roles=("heading", *FIELD),
        # How long pauses are is not to change.
        LD_PRELOAD=clock, FAKETIME="+2d", FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    eventually(lambda: not day.sealed("day"), "the kept days to go")
    assert not day.sealed("steps")
    picture("48-two-days-later")
    day.quit()
    day.way.open()
    day.start("Locked", "Front desk")
    if day.window.find("Locked", roles=("heading",)):
        day.unlock()
    day.window.wait("Front desk", roles=("heading",))
    day.wait_for_agreement()


STEPS = [forgets_the_day_when_it_is_over]
