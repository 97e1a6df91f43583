package dev.carillon.hooks.signature;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.RequestHead;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The header lines of one webhook's requests, of which few bytes differ from one to the next: the
 * type of the content, the signatures that {@link HmacSignatures} computes with the keys that
 * {@link Signer} has prepared, the lines of the event and the webhook's own. It holds while the
 * webhook is the same object and the same tokens sign. For one thread.
 *
 * <p>Some lines are added when the request is sent, by classes of the package {@code http}: {@code
 * Host} by {@code PreparedTarget}, {@code Content-Length} by {@code RequestWriter}, {@code
 * Authorization} by {@code LoginCall}. The jobs of the server for external engines have headers
 * that their {@code JobPoster} makes.
 */
final class RequestTemplate {

  private static final byte[] ID = bytes("\r\nwebhook-id: ");
  private static final byte[] TIMESTAMP = bytes("\r\nwebhook-timestamp: ");
  private static final byte[] SIGNATURE = bytes("\r\nwebhook-signature: ");
  private static final byte[] EVENT = bytes("\r\nX-Hook-Event: ");
  private static final byte[] ATTEMPT = bytes("\r\nX-Hook-Attempt: ");
  private static final byte[] TRACE = bytes("\r\ntraceparent: ");
  private static final byte[] END = bytes("\r\n");
  private static final byte[] NONE = {};
  private static final int TRACE_BYTES = 55;

  private final Webhook webhook;
  private final Instant from;
  private final Instant until;
  private final List<HmacSignatures> tokens;
  private final List<SigningKey> keys;
  private final String userAgent;
  private final byte[] start;
  private final byte[] own;
  private final boolean traced;
  private final int fixedBytes;

  private long second;
  private byte[] digits = {};

  /** The bytes that the standard signature covers before the body, beginning with the id. */
  private byte[] prefix = {};

  /**
   * Lays out what all requests have in common.
   *
   * @param at a time at which these tokens sign
   * @param tokens of those that sign then, in their order
   * @param keys those that sign then, too
   * @throws IllegalArgumentException if a header has a character that none may have
   */
  RequestTemplate(
      Webhook webhook,
      String userAgent,
      Instant at,
      List<HmacSignatures> tokens,
      List<SigningKey> keys) {
    this.webhook = webhook;
    this.tokens = List.copyOf(tokens);
    this.keys = List.copyOf(keys);
    this.from = from(webhook.secret(), at);
    this.until = until(webhook.secret(), at);
    this.userAgent = userAgent;
    this.start = start(Payload.JSON, userAgent);
    this.own = laid(webhook.headers());
    this.traced = webhook.headers().keySet().stream().noneMatch("traceparent"::equalsIgnoreCase);
    this.fixedBytes =
        HmacSignatures.HOOK_BYTES
            + ID.length
            + Ids.LENGTH
            + TIMESTAMP.length
            + SIGNATURE.length
            + tokens.size() * (HmacSignatures.STANDARD_BYTES + 1)
            - 1
            + keys.size() * (SigningKey.SIGNED_BYTES + 1)
            + EVENT.length
            + ATTEMPT.length
            + (traced ? TRACE.length + TRACE_BYTES : 0)
            + END.length
            + own.length;
  }

  /** When the last old token expired; a request of an earlier time carries its signature too. */
  private static Instant from(Secret secret, Instant at) {
    return secret.replaced().stream()
        .map(Secret.Old::validUntil)
        .filter(end -> !end.isAfter(at))
        .reduce(Instant.MIN, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** When the replaced token ends that still signs. */
  private static Instant until(Secret secret, Instant at) {
    return secret.replaced().stream()
        .map(Secret.Old::validUntil)
        .filter(end -> end.isAfter(at))
        .findFirst()
        .orElse(Instant.MAX);
  }

  private static byte[] start(String contentType, String userAgent) {
    byte[] lines =
        laid(
            List.of(
                new Header("Content-Type", contentType),
                new Header("User-Agent", userAgent),
                new Header("X-Hook-Signature", "")));
    byte[] open = new byte[lines.length - END.length];
    System.arraycopy(lines, 0, open, 0, open.length);
    return open;
  }

  /** The lines that belong to the payload. */
  private static byte[] content(Payload payload) {
    return payload.headers().isEmpty() ? NONE : laid(payload.headers());
  }

  private static byte[] laid(Map<String, String> headers) {
    List<Header> lines = new ArrayList<>();
    headers.forEach((name, value) -> lines.add(new Header(name, value)));
    return laid(lines);
  }

  private static byte[] laid(List<Header> headers) {
    RequestHead head = RequestHead.of(headers);
    byte[] bytes = new byte[head.length()];
    head.copyTo(bytes, 0);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether it is that of this webhook, as it is at this time. */
  @SuppressWarnings("ReferenceEquality") // whatever changes makes a new webhook
  boolean fits(Webhook current, Instant at) {
    return webhook == current && at.isBefore(until) && !at.isBefore(from);
  }

  /** Whether these keys sign its requests. */
  boolean signedBy(List<SigningKey> others) {
    return keys.equals(others);
  }

  /**
   * The request for one attempt: the header lines, signed for this time, and the payload of the
   * delivery.
   */
  SignedRequest sign(DueDelivery due, int attempt, Instant at, Duration timeout) {
    return new SignedRequest(
        webhook.url(),
        lay(due, attempt, at),
        due.payload(),
        timeout,
        webhook.certificate(),
        webhook.login());
  }

  private RequestHead lay(DueDelivery due, int attempt, Instant at) {
    Delivery delivery = due.delivery();
    byte[] body = due.payload().bytes();
    String id = delivery.id().value();
    String type = delivery.type().name();
    String number = Integer.toString(attempt);
    layPrefix(id, at.getEpochSecond());
    String contentType = due.payload().contentType();
    byte[] first = contentType.equals(Payload.JSON) ? start : start(contentType, userAgent);
    byte[] content = content(due.payload());
    byte[] head =
        new byte
            [first.length
                + fixedBytes
                + digits.length
                + type.length()
                + number.length()
                + content.length];
    int end = put(first, head, 0);
    tokens.getFirst().layHook(body, head, end);
    end = put(ID, head, end + HmacSignatures.HOOK_BYTES);
    end = put(id, head, end);
    end = put(TIMESTAMP, head, end);
    end = put(digits, head, end);
    end = put(SIGNATURE, head, end);
    for (int i = 0; i < tokens.size(); i++) {
      if (i > 0) {
        head[end++] = ' ';
      }
      tokens.get(i).layStandard(prefix, body, head, end);
      end += HmacSignatures.STANDARD_BYTES;
    }
    for (SigningKey key : keys) {
      head[end] = ' ';
      end = put(key.signed(prefix, body), head, end + 1);
    }
    end = put(EVENT, head, end);
    end = put(type, head, end);
    end = put(ATTEMPT, head, end);
    end = put(number, head, end);
    if (traced) {
      end = put(TRACE, head, end);
      end = put(delivery.trace().parent(id, attempt), head, end);
    }
    end = put(END, head, end);
    end = put(content, head, end);
    put(own, head, end);
    return RequestHead.laid(head);
  }

  /** Lays out, for this id and second, what the standard signature covers before the body. */
  private void layPrefix(String id, long now) {
    if (now != second || digits.length == 0) {
      second = now;
      digits = bytes(Long.toString(now));
      prefix = new byte[Ids.LENGTH + digits.length + 2];
      prefix[Ids.LENGTH] = '.';
      put(digits, prefix, Ids.LENGTH + 1);
      prefix[prefix.length - 1] = '.';
    }
    put(id, prefix, 0);
  }

  private static int put(byte[] bytes, byte[] into, int at) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
    return at + bytes.length;
  }

  /** Writes a text whose type allows ASCII characters only. */
  private static int put(String text, byte[] into, int at) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      into[at + i] = (byte) text.charAt(i);
    }
    return at + length;
  }
}
