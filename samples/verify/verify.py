import base64, hashlib, hmac, re, time


def genuine(secret_token, headers, body):
    """headers: names in lower case; body: the raw bytes, before any JSON parser has seen them."""
    sent_at = headers.get("webhook-timestamp", "")
    if not headers.get("webhook-id") or not re.fullmatch("[0-9]+", sent_at):
        return False
    if abs(time.time() - int(sent_at)) > 300:
        return False
    signed = f'{headers["webhook-id"]}.{sent_at}.'.encode() + body
    digest = hmac.new(base64.b64decode(secret_token), signed, hashlib.sha256).digest()
    right = b"v1," + base64.b64encode(digest)
    sent = headers.get("webhook-signature", "").encode().split(b" ")
    return any([hmac.compare_digest(right, each) for each in sent])


# --- to try this file alone ---
if __name__ == "__main__":
    import os, sys

    given = {
        "webhook-id": os.environ.get("WEBHOOK_ID", ""),
        "webhook-timestamp": os.environ.get("WEBHOOK_TIMESTAMP", ""),
        "webhook-signature": os.environ.get("WEBHOOK_SIGNATURE", ""),
    }
    sys.exit(0 if genuine(os.environ["SECRET"], given, sys.stdin.buffer.read()) else 1)
