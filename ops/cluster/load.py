"""Load for the faults of a cluster, with nothing but Python's library.

load.py receive ADDRESS PORT FILE        notes each request of a webhook in a file
load.py change URL PASSWORD URL FILE     changes assets until a line comes in, then compares with
                                         that file and prints what it counted as JSON
load.py ask URL PASSWORD URL FILE        asks one node for a change every half second, and notes
                                         in a file how each was answered; registers a webhook with
                                         a rate limit, for which each node has more than it sends
"""

import base64
import collections
import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

WRITERS = 6
PACED = 6
DRAINED_WITHIN_SECONDS = 60


def receive(address, port, path):
    """Answers 200 to each request, after it has noted time, sender, webhook-id, asset, path."""
    notes = open(path, "a", buffering=1, encoding="utf-8")

    class Receiver(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sender = self.client_address[0]
            delivery = self.headers["webhook-id"]
            asset = body.get("assetId")
            notes.write(f"{time.time()} {sender} {delivery} {asset} {self.path}\n")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *ignored):
            pass

    server = http.server.ThreadingHTTPServer((address, int(port)), Receiver)
    server.daemon_threads = True
    server.serve_forever()


class Api:
    """The first user of the nodes, whose changes have idempotency keys."""

    def __init__(self, url, password):
        self.url = url
        basic = base64.b64encode(f"admin:{password}".encode()).decode()
        self.authorization = f"Basic {basic}"
        login = self.form("/services/apilogin", username="admin", password=password)
        self.authorization = "Bearer " + login["authToken"]

    def form(self, path, **fields):
        body = urllib.parse.urlencode(fields).encode()
        return self.post(path, "application/x-www-form-urlencoded", body)

    def post(self, path, kind, body):
        headers = {
            "Authorization": self.authorization,
            "Content-Type": kind,
            "Idempotency-Key": str(uuid.uuid4()),
        }
        request = urllib.request.Request(self.url + path, body, headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read())


class Load:
    """Writers, and what became of their changes."""

    def __init__(self, api):
        self.api = api
        self.began = int(time.time())
        self.ended = threading.Event()
        self.accepted = {}
        self.refused = 0
        self.reasons = collections.Counter()

    def write(self, writer):
        count = 0
        while not self.ended.is_set():
            count += 1
            path = f"/Faults/{self.began}-{writer}-{count}.txt"
            try:
                asset = self.api.form("/services/create", assetPath=path)["id"]
                self.accepted[asset] = time.monotonic()
            except (OSError, ValueError) as refusal:
                self.refused += 1
                self.reasons[str(refusal)] += 1
                time.sleep(0.2)

    def run(self):
        self.moments = [time.monotonic()]
        writers = [threading.Thread(target=self.write, args=(n,)) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        sys.stdin.readline()
        self.ended.set()
        for writer in writers:
            writer.join()
        self.moments.append(time.monotonic())

    def longest_gap(self):
        moments = sorted([*self.moments, *self.accepted.values()])
        return max(b - a for a, b in zip(moments, moments[1:]))


def arrivals(file):
    """How often each delivery of the webhook without a limit has come, by asset."""
    by_asset = {}
    with open(file, encoding="utf-8") as notes:
        for line in notes:
            _, _, delivery, asset, path = line.split()
            if path != "/":
                continue
            of_asset = by_asset.setdefault(asset, {})
            of_asset[delivery] = of_asset.get(delivery, 0) + 1
    return by_asset


def change(url, password, webhook, path):
    api = Api(url, password)
    settings = {"name": "faults", "url": webhook, "eventTypes": ["asset_create"]}
    api.post("/services/admin/webhook", "application/json", json.dumps(settings).encode())
    load = Load(api)
    load.run()
    end = time.monotonic() + DRAINED_WITHIN_SECONDS
    while load.accepted.keys() - arrivals(path).keys() and time.monotonic() < end:
        time.sleep(0.5)
    arrived = arrivals(path)
    mine = [arrived[asset] for asset in load.accepted if asset in arrived]
    counts = {
        "accepted": len(load.accepted),
        "refused": load.refused,
        "received": sum(sum(each.values()) for each in mine),
        "duplicates": sum(sum(each.values()) - len(each) for each in mine),
        "events recorded twice": sum(len(each) - 1 for each in mine),
        "lost": len(load.accepted) - len(mine),
        "longest time without a change ms": round(load.longest_gap() * 1000),
    }
    print(json.dumps(counts))
    print("refused: " + str(dict(load.reasons)), file=sys.stderr)


def ask(url, password, webhook, path):
    """A line for each answer: when it was asked for, seconds, status (0: none), what was said."""
    api = Api(url, password)
    settings = {"name": "paced", "url": webhook, "eventTypes": ["asset_create"]}
    settings["maxPerSecond"] = PACED
    api.post("/services/admin/webhook", "application/json", json.dumps(settings).encode())
    notes = open(path, "a", buffering=1, encoding="utf-8")

    def once(number):
        asked = time.time()
        try:
            api.form("/services/create", assetPath=f"/Asked/{asked}-{number}.txt")
            status, said = 200, ""
        except urllib.error.HTTPError as refusal:
            status, said = refusal.code, refusal.read().decode(errors="replace")
        except (OSError, ValueError) as nothing:
            status, said = 0, str(nothing)
        took = time.time() - asked
        notes.write(f"{asked} {took:.3f} {status} {' '.join(said.split())}\n")

    number = 0
    while True:
        number += 1
        threading.Thread(target=once, args=(number,), daemon=True).start()
        time.sleep(0.5)


if __name__ == "__main__":
    {"receive": receive, "change": change, "ask": ask}[sys.argv[1]](*sys.argv[2:])
