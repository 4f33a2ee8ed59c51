"""The first start: which addresses are taken, which are refused, and with what words."""

import contextlib
import http.server
import json
import ssl
import stat
import subprocess
import threading

from clinic import free_port
from day import ADDRESS
from stage import eventually, picture
from window import FIELD, focus_window


@contextlib.contextmanager
def somebody(body, certificate=None):
    """Somebody who answers the same to everything, with https if there is a certificate; gives the address."""

    class Same(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Same)
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # Those who do not like it hang up: that is theirs to say.
        server.handle_error = lambda *_: None
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def version(api):
    """What a server of ours says of itself."""
    return json.dumps({"product": "Anteroom", "version": "9.9.0", "api": api}).encode()


def asks_for_the_address(day):
    """The first start asks for the server's address."""
    focus = eventually(lambda: day.window.find(ADDRESS, roles=FIELD), "the address page")
    assert focus
    focus_window()
    picture("01-address")


def refuses_where_nothing_answers(day):
    """An address at which nothing answers is refused beside the field."""
    nobody = free_port()
    day.connect(f"http://127.0.0.1:{nobody}")
    day.window.wait_words(f"Nothing answers at 127.0.0.1:{nobody}")
    picture("02-nobody")


def refuses_another_product(day):
    """Something else than an Anteroom server is told apart."""
    with somebody(b"<!doctype html><title>A router</title>") as address:
        day.connect(address)
        day.window.wait_words("it is not an Anteroom server")
    picture("03-another")


def refuses_another_generation(day):
    """A server of a later generation, or of an earlier one, says which of the two is to be updated."""
    with somebody(version(1000)) as address:
        day.connect(address)
        day.window.wait_words("is newer than this app (it is version 9.9.0). Please update the app.")
    picture("03-newer")
    with somebody(version(0)) as address:
        day.connect(address)
        day.window.wait_words("is older than this app (it is version 9.9.0) and must be updated first.")
    picture("03-older")


def refuses_a_certificate_that_nobody_vouches_for(day):
    """A certificate that this computer does not trust is refused, whoever shows it."""
    both = day.stage.folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(both), "-out", f"{both}.crt"],
        check=True, capture_output=True,
    )
    with open(both, "a", encoding="ascii") as file, open(f"{both}.crt", encoding="ascii") as certificate:
        file.write(certificate.read())
    with somebody(version(1), certificate=both) as address:
        day.connect(address)
        day.window.wait_words("is not one this computer trusts")
    picture("03-certificate")


def demands_https(day):
    """A public address without https is refused."""
    day.connect("http://clinic.example")
    day.window.wait_words("https is needed for clinic.example")
    picture("04-https")


def warns_without_https(day):
    """An address without https on a network of one's own is warned of while it is typed."""
    warning = "Without https, whoever is on this network can read along."
    day.window.type_into(ADDRESS, "https://192.168.1.20")
    day.window.wait_no_words(warning)
    day.window.type_into(ADDRESS, day.way.url)
    day.window.wait_words(warning)
    picture("04-plain")


def takes_the_right_address(day):
    """The right address leads to the log-in, and is kept for this user alone."""
    day.connect(f"{day.way.url}/login?next=/desk")
    day.window.wait("Username", roles=FIELD)
    assert json.loads(day.settings.read_text())["server"] == day.way.url
    assert stat.S_IMODE(day.settings.stat().st_mode) == 0o600
    picture("05-log-in")


STEPS = [
    asks_for_the_address,
    refuses_where_nothing_answers,
    refuses_another_product,
    refuses_another_generation,
    refuses_a_certificate_that_nobody_vouches_for,
    demands_https,
    warns_without_https,
    takes_the_right_address,
]
