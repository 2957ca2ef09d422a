"""Accounts and rights of a registry with accounts (rights.json says what each role may). Needs Python 3.9 and nothing else.

    python rights.py instrument NAME     makes loupe/train/NAME and the model loupe-NAME
    python rights.py station|desk|trainer USER
                                         makes the account (its password: LOUPE_NEW_PASSWORD, else the first line of standard input), for a
                                         station and a desk also loupe/inspect/USER, and gives the role's rights

Who asks is the administrator: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD and, for a certificate of one's own,
MLFLOW_TRACKING_SERVER_CERT_PATH. Everything may be said twice. The administrator makes all names, so that nobody squats on one; a right is for what is
there now: after a new instrument or station, say the role of those who shall see it again.
"""

import base64
import fnmatch
import json
import os
import pathlib
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request

THERE = "RESOURCE_ALREADY_EXISTS"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


def ask(path, body=None, version="2.0"):
    """POST with a body, GET without; the answer's JSON."""
    environment = os.environ
    url = f"{environment['MLFLOW_TRACKING_URI'].rstrip('/')}/api/{version}/mlflow/{path}"
    who = f"{environment['MLFLOW_TRACKING_USERNAME']}:{environment['MLFLOW_TRACKING_PASSWORD']}".encode()
    headers = {"Content-Type": "application/json", "Authorization": "Basic " + base64.b64encode(who).decode()}
    data = None if body is None else json.dumps(body).encode()
    certificate = environment.get("MLFLOW_TRACKING_SERVER_CERT_PATH")
    context = ssl.create_default_context(cafile=certificate) if url.startswith("https:") else None
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60, context=context) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        try:
            said = json.loads(text)
        except ValueError:
            said = {"error_code": str(error.code), "message": text[:300]}
        raise Refused(said.get("error_code", str(error.code)), said.get("message", "")) from None


def unless_there(path, body, version="2.0"):
    try:
        ask(path, body, version)
    except Refused as refused:
        if refused.code != THERE:
            raise


def pages(path, key):
    """Every row of a search."""
    token = ""
    while True:
        answer = ask(f"{path}&max_results=1000&page_token={urllib.parse.quote(token)}")
        yield from answer.get(key, [])
        token = answer.get("next_page_token", "")
        if not token:
            return


def wanted(rules, names):
    """The right to each name: of the rules that fit it the first, which is the closest."""
    for name, identity in names:
        for pattern, permission in rules.items():
            if fnmatch.fnmatchcase(name, pattern):
                yield name, identity, permission
                break


def grant(user, kind, identity, permission):
    """Makes it this right and no other, also where there was another."""
    body = {"username": user, "resource_type": kind, "resource_id": identity}
    try:
        ask("users/permissions/revoke", body, "3.0")
    except Refused as refused:
        if refused.code != "RESOURCE_DOES_NOT_EXIST":
            raise
    ask("users/permissions/grant", {**body, "permission": permission}, "3.0")


def instrument(name):
    unless_there("experiments/create", {"name": f"loupe/train/{name}"})
    unless_there("registered-models/create", {"name": f"loupe-{name}"})


def person(role, rights, user):
    password = os.environ.get("LOUPE_NEW_PASSWORD") or sys.stdin.readline().rstrip("\r\n")
    if len(password) < 12:
        raise SystemExit("a password needs at least 12 characters: LOUPE_NEW_PASSWORD, or the first line of standard input")
    unless_there("users/create", {"username": user, "password": password})
    rules = {pattern.format(user=user): right for pattern, right in rights["experiments"].items()}
    for name in rules:
        if "*" not in name:
            unless_there("experiments/create", {"name": name})
    found = [(row["name"], row["experiment_id"]) for row in pages("experiments/search?view_type=ACTIVE_ONLY", "experiments")]
    for name, identity, permission in wanted(rules, found):
        grant(user, "experiment", identity, permission)
        print(f"{user}: {permission} on {name}")
    models = [(row["name"], row["name"]) for row in pages("registered-models/search?", "registered_models")]
    for name, identity, permission in wanted(rights["models"], models):
        grant(user, "registered_model", identity, permission)
        print(f"{user}: {permission} on {name}")


def main(words):
    roles = json.loads((pathlib.Path(__file__).parent / "rights.json").read_text())
    if len(words) != 2 or words[0] not in ("instrument", *roles):
        raise SystemExit(__doc__)
    what, name = words
    if not NAME.fullmatch(name):
        raise SystemExit(f"{name}: letters, digits, . _ and - are allowed, the first a letter or a digit")
    try:
        if what == "instrument":
            instrument(name)
        else:
            person(what, roles[what], name)
    except KeyError as missing:
        raise SystemExit(f"set {missing.args[0]}")
    except Refused as refused:
        raise SystemExit(f"the registry refuses: {refused}")
    except OSError as error:
        raise SystemExit(f"the registry does not answer: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
