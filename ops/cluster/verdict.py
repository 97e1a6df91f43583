"""What the faults of a cluster came to, as the other fault tests write it.

verdict.py NAME FORM FOLDER      prints one line of JSON; exit code 1 if something did not hold
verdict.py k8 FORM FILE          the same of what ./bench k8 printed

In the folder are the files that the fault's run has left: counts (of the load), received (by the
receivers), faults (what was done, from when until when), leases (of nodes that were taken over) and
asked (of the node that was cut off, directly).
"""

import datetime
import json
import os
import platform
import sys

# What must hold. The lease of a node is 15 seconds, another looks for ended ones every 3.
AT_MOST = {
    "k3.network": {
        "lost": 0,
        "events recorded twice": 0,
        "longest time without a change ms": 10_000,
        "sent after the lease": 0,
        "refused without a reason": 0,
        "accepts changes after ms (longest)": 10_000,
    },
    "k4.fail-over": {
        "lost": 0,
        "events recorded twice": 0,
        "longest time without a change ms": 30_000,
    },
    "k8": {
        "lost": 0,
        "doubled": 0,
        "p50 ms, sent by the node that was asked": 5,
        "p99 ms, sent by the node that was asked": 50,
        "p50 ms, ordered, sent by the node that was asked": 5,
        "p99 ms, ordered, sent by the node that was asked": 50,
        "p50 ms, ordered, sent by the other node": 5,
        "p99 ms, ordered, sent by the other node": 50,
    },
}
AT_LEAST = {
    "k3.network": {
        "taken over": 1,
        "refused": 1,
        "sent while cut off, before the end of the lease": 1,
    },
    "k4.fail-over": {"faults": 1},
    "k8": {"two nodes / one": 1.0},
}

K8 = {
    "deliveries/s by two nodes": "figure",
    "deliveries/s by one": "limit",
    "two nodes / one": "ratio",
    "lost": "lost",
    "doubled": "doubled",
    "changes/s for the latency": "latencyChangesPerSecond",
    "processors used": "latencyProcessorsUsed",
    "p50 ms, sent by the node that was asked": "plainMillisP50",
    "p99 ms, sent by the node that was asked": "plainMillisP99",
    "p50 ms, ordered, sent by the node that was asked": "orderedHereMillisP50",
    "p99 ms, ordered, sent by the node that was asked": "orderedHereMillisP99",
    "p50 ms, ordered, sent by the other node": "orderedThereMillisP50",
    "p99 ms, ordered, sent by the other node": "orderedThereMillisP99",
}

ADDRESSES = {"node1": "192.0.2.41", "node2": "192.0.2.42", "node3": "192.0.2.43"}
REASON = "database cannot be reached"


def lines(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip()]


def sent(folder, faults, leases):
    """Requests of a node that was taken over: from a fault's first second until the end of its
    lease, and from then until the fault's end."""
    ends = {}
    for line in leases:
        # a node is called by its host and its process
        _, name, lease_until = line.split("|")[:3]
        ends.setdefault(ADDRESSES[name.split(":")[0]], []).append(float(lease_until))
    received = [line.split()[:2] for line in lines(folder, "received")]
    early, late = set(), set()
    for _, begun, healed in faults:
        for number, (at, sender) in enumerate(received):
            for end in ends.get(sender, []):
                if begun < end < float(at) < healed:
                    late.add(number)
                elif begun + 1 < float(at) < end < healed:
                    early.add(number)
    return len(early), len(late)


def network(folder, counts, faults):
    leases = sorted(set(lines(folder, "leases")))
    asked = [line.split(" ", 3) for line in lines(folder, "asked")]
    answers = [(float(at), float(took), int(status), rest) for at, took, status, *rest in asked]
    refused, unclear, slowest, back = 0, 0, 0.0, 0.0
    for name, begun, healed in faults:
        during = [each for each in answers if begun <= each[0] < healed]
        no = [each for each in during if each[2] != 200]
        refused += len(no)
        unclear += sum(1 for each in no if each[2] != 503 or REASON not in " ".join(each[3]))
        slowest = max([slowest, *(each[1] for each in no)])
        after = [at + took for at, took, status, _ in answers if at >= healed and status == 200]
        returned = min(after) - healed if after else 3600
        back = max(back, returned)
        print(f"{name}: a change again after {returned:.1f} s; {len(no)} refused", file=sys.stderr)
        if no:
            print(f"  such as {no[0]}", file=sys.stderr)
    counts["taken over"] = len(leases)
    early, late = sent(folder, faults, leases)
    counts["sent while cut off, before the end of the lease"] = early
    counts["sent after the lease"] = late
    counts["refused"] = refused
    counts["refused without a reason"] = unclear
    counts["response after ms (longest)"] = round(slowest * 1000)
    counts["accepts changes after ms (longest)"] = round(back * 1000)


def k8(path):
    with open(path, encoding="utf-8") as printed:
        figures = json.loads(printed.readlines()[-1])
    return {what: figures[name] for what, name in K8.items()}


def cluster(name, folder):
    faults = []
    for line in lines(folder, "faults"):
        what, begun, healed = line.rsplit(" ", 2)
        faults.append((what, float(begun), float(healed)))
    counts = {"faults": len(faults)} | json.loads("".join(lines(folder, "counts")))
    refused_by_proxy = counts.pop("refused")
    counts["refused through the proxy"] = refused_by_proxy
    if name == "k3.network":
        network(folder, counts, faults)
    return counts


def main(name, form, path):
    counts = k8(path) if name == "k8" else cluster(name, path)
    most, least = AT_MOST[name], AT_LEAST[name]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    machine = f"{os.cpu_count()} processors, {platform.system()} {platform.release()}"
    record = {"name": name, "form": form, "at": now, "machine": machine, "counts": counts}
    print(json.dumps(record | {"atMost": most, "atLeast": least}, ensure_ascii=False))
    above = [what for what, limit in most.items() if counts[what] > limit]
    below = [what for what, limit in least.items() if counts[what] < limit]
    return 1 if above or below else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
