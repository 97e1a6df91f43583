package dev.carillon.server.webhooks.proof;

import dev.carillon.hooks.proof.FieldWriter;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.digest.Hmac;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Binds a leaf to the settings that its request was made of without showing them: HMAC-SHA256 of a
 * revision's URL, custom headers, signing secrets, certificate, timeout and login, by a key that
 * follows from the server's {@code request.key}. Without that key no value of a header can be
 * guessed and tried.
 */
final class SettingsHash {

  private final Hmac hmac;
  private final String name;

  SettingsHash(byte[] requestKey) {
    byte[] key = new Hmac(requestKey).of("carillon settings of webhooks in proofs");
    hmac = new Hmac(key);
    name = Digests.sha256(key).substring(0, 16);
  }

  /** Tells this key from another one. */
  String key() {
    return name;
  }

  /** The hash of a revision: 32 bytes. */
  byte[] of(Webhook.Id webhook, WebhookRevision revision) {
    FieldWriter out = new FieldWriter();
    out.add(webhook.value()).add(revision.number()).add(revision.url());
    Map<String, String> headers = new TreeMap<>(revision.headers());
    out.add(headers.size());
    headers.forEach((name, value) -> out.add(name).add(value));
    out.add(revision.secret().token());
    for (Secret.Old old : revision.secret().replaced()) {
      out.add(old.token()).add(old.validUntil().toEpochMilli());
    }
    out.add(revision.certificate()).add(revision.timeoutSeconds());
    ReceiverLogin login = revision.login();
    out.add(login.tokenUrl()).add(login.clientId()).add(login.scope());
    out.add(login.audience()).add(login.proof().name());
    return hmac.of(Base64.getEncoder().encodeToString(out.bytes()));
  }
}
