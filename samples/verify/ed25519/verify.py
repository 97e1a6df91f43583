import base64, re, time

# the package cryptography: pip install cryptography, or python3-cryptography on Debian
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def genuine(public_keys, headers, body):
    """public_keys: whpk_… of the server, more than one while they overlap; headers: names in
    lower case; body: the raw bytes, before any JSON parser has seen them."""
    sent_at = headers.get("webhook-timestamp", "")
    if not headers.get("webhook-id") or not re.fullmatch("[0-9]{1,15}", sent_at):
        return False
    if abs(time.time() - int(sent_at)) > 300:
        return False
    signed = f'{headers["webhook-id"]}.{sent_at}.'.encode() + body
    sent = headers.get("webhook-signature", "").split(" ")
    return any(
        verifies(key, each.removeprefix("v1a,"), signed)
        for key in public_keys
        for each in sent
        if each.startswith("v1a,")
    )


def verifies(public_key, signature, signed):
    key = base64.b64decode(public_key.removeprefix("whpk_"))
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature), signed)
        return True
    except (InvalidSignature, ValueError):
        return False


# --- to try this file alone ---
if __name__ == "__main__":
    import os, sys

    given = {
        "webhook-id": os.environ.get("WEBHOOK_ID", ""),
        "webhook-timestamp": os.environ.get("WEBHOOK_TIMESTAMP", ""),
        "webhook-signature": os.environ.get("WEBHOOK_SIGNATURE", ""),
    }
    keys = os.environ["PUBLIC_KEY"].split()
    sys.exit(0 if genuine(keys, given, sys.stdin.buffer.read()) else 1)
