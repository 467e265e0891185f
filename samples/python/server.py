"""A service to which people log in by Causeway: the whole of it. docs/guides/add-login.md tells how to run it."""

import html
import os
import secrets
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

ISSUER = os.environ["ISSUER"]
CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ["CLIENT_SECRET"]
PORT = int(os.environ.get("PORT", "9000"))
HOME = f"http://127.0.0.1:{PORT}"

METADATA = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
assert METADATA["issuer"] == ISSUER

# What a browser is about, by its cookie. Keep it in a database when there are several of you.
SESSIONS = {}


def session(state=None):
    return OAuth2Session(
        CLIENT_ID,
        CLIENT_SECRET,
        scope="openid",
        redirect_uri=f"{HOME}/callback",
        token_endpoint_auth_method="client_secret_basic",
        code_challenge_method="S256",
        state=state,
    )


def claims_of(token, nonce):
    """The claims of an ID token whose signature, issuer, audience, times and nonce are good."""
    keys = KeySet.import_key_set(requests.get(METADATA["jwks_uri"], timeout=10).json())
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
    jwt.JWTClaimsRegistry(
        leeway=10,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": CLIENT_ID},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
    ).validate(claims)
    return claims


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        path = urlsplit(self.path).path
        try:
            if path == "/login":
                self.log_in()
            elif path == "/callback":
                self.callback()
            else:
                self.home()
        except Exception as error:  # Whatever is wrong: nobody is logged in.
            self.log_error("%s", type(error).__name__)
            self.answer(403, "You are not logged in.")

    def log_in(self):
        """Remembers what the answer will be held against, and sends the person to Causeway."""
        verifier, nonce = generate_token(64), generate_token(32)
        url, state = session().create_authorization_url(
            METADATA["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        self.redirect(url, {"verifier": verifier, "nonce": nonce, "state": state})

    def callback(self):
        """The person is back; whoever declined comes with an error."""
        begun = SESSIONS.pop(self.cookie(), {})
        query = parse_qs(urlsplit(self.path).query)
        # RFC 9207: the answer says who it is from.
        if "state" not in begun or query.get("iss") != [ISSUER]:
            raise PermissionError("not begun here")
        tokens = session(begun["state"]).fetch_token(
            METADATA["token_endpoint"],
            authorization_response=f"{HOME}{self.path}",
            code_verifier=begun["verifier"],
        )
        # `sub` is the person's pseudonym here: the same at every login, and another at every other service.
        self.redirect("/", {"sub": claims_of(tokens["id_token"], begun["nonce"])["sub"]})

    def home(self):
        sub = SESSIONS.get(self.cookie(), {}).get("sub")
        if sub:
            self.answer(200, f"<p>You are logged in as <code>{html.escape(sub)}</code>.")
        else:
            self.answer(200, '<p><a href="/login">Log in</a>')

    def cookie(self):
        found = SimpleCookie(self.headers.get("cookie", "")).get("session")
        return found.value if found else ""

    def redirect(self, url, about):
        name = secrets.token_urlsafe(32)
        SESSIONS[name] = about
        self.send_response(303)
        self.send_header("Location", url)
        self.send_header("Set-Cookie", f"session={name}; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        """Addresses hold codes: nothing of them is logged."""


if __name__ == "__main__":
    # Plain http is for the sandbox on your own machine alone.
    if ISSUER.startswith("http://"):
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Service)
    print(f"Listening on {HOME}", flush=True)
    server.serve_forever()
