"""Sign-in, passwords and addresses: the pages of django-allauth. Each concerns only who is signed in."""

from tests.proof.access.rules import OPEN, Act, Route

PASSWORD = {"password1": "correct horse battery", "password2": "correct horse battery"}
BOTH, ONLY_OPEN = "open to everybody, shows nothing of anybody", "leads on"


def page(why: str = "", sample: str = "", **body: str) -> Route:
    """Whether it answers a person or sends them elsewhere is the library's to decide."""
    acts = {method: Act(OPEN, body, why=why) for method in ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE")}
    return Route((), acts, sample)


MAIL = "@owner_email"
ACCOUNTS: dict[str, Route] = {
    "/accounts/login/": page(BOTH, login=MAIL, password="not this one"),
    "/accounts/logout/": page(BOTH),
    "/accounts/inactive/": page(BOTH),
    "/accounts/signup/": page(BOTH, email="new@example.com", **PASSWORD),
    "/accounts/reauthenticate/": page(ONLY_OPEN, password="not this one"),
    "/accounts/email/": page(ONLY_OPEN, email=MAIL, action_primary="1", action_remove="1", action_send="1"),
    "/accounts/confirm-email/": page(BOTH),
    "/accounts/password/change/": page(ONLY_OPEN, oldpassword="not this one", **PASSWORD),
    "/accounts/password/set/": page(ONLY_OPEN, **PASSWORD),
    "/accounts/password/reset/": page(BOTH, email=MAIL),
    "/accounts/login/code/confirm/": page(ONLY_OPEN, code="123456"),
    r"/accounts/^confirm-email/(?P<key>[-:\w]+)/$": page(BOTH, "/accounts/confirm-email/MQ:1u:x/"),
    "/accounts/password/reset/key/done/": page(BOTH),
    r"/accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": page(
        BOTH, "/accounts/password/reset/key/1-x-y/", **PASSWORD
    ),
    "/accounts/password/reset/done/": page(BOTH),
}
