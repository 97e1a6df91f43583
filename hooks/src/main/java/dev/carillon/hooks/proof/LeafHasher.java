package dev.carillon.hooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Hashes attempts as leaves of a {@link HashTree}. What many attempts have in common is hashed once
 * and stands in their leaves as its SHA-256: the event with one of its payloads, and the sender,
 * that is, the webhook as a revision has it. For one thread at a time.
 *
 * <p>A leaf has 113 bytes, numbers with the greatest byte first: the form, 2 (1 byte), the hashes
 * of event and sender (32 each), the delivery's id (22), the attempt's number (4), 1 for a
 * redelivery or 0 (1), the outcome (1), the status (4), the time (8) and the duration (8). If one
 * of them is not empty, the error, the detail, the connection and the hash of the response follow,
 * as {@link FieldWriter} writes them.
 */
public final class LeafHasher {

  /** The form of the bytes. */
  private static final int FORM = 2;

  /** How long a leaf is that has no more than most have. */
  private static final int PLAIN_BYTES = 113;

  /** How many characters an id has, all of them ASCII. */
  private static final int ID_LENGTH = 22;

  private static final int MAX_ASCII = 127;

  /** The number of an outcome that a receiver accepted. */
  private static final int ACCEPTED = 0;

  private final MessageDigest digest = HashTree.sha256();
  private final FieldWriter fields = new FieldWriter();

  /** Begins with the byte 0 that the tree has before a leaf. */
  private final ByteBuffer leaf = ByteBuffer.allocate(1 + PLAIN_BYTES);

  /** Nothing is hashed yet. */
  public LeafHasher() {}

  /** SHA-256 of some bytes. */
  public byte[] hash(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
    return digest.digest();
  }

  /**
   * The hash of an event with one of its payloads. Texts are UTF-8.
   *
   * @param id the event's
   * @param micros when it happened
   * @param payload SHA-256 of the payload
   */
  public byte[] event(
      byte[] id, byte[] type, byte[] subject, long micros, String contentType, byte[] payload) {
    fields.add(id).add(type).add(subject).add(micros).add(contentType).add(payload).to(digest);
    return digest.digest();
  }

  /**
   * The hash of who sent, and to where.
   *
   * @param settings as {@link AttemptLeaf.Request#settings}
   */
  public byte[] sender(
      String webhook, String url, long revision, byte[] settings, String userAgent) {
    fields.add(webhook).add(url).add(revision).add(settings).add(userAgent).to(digest);
    return digest.digest();
  }

  /**
   * Writes the hash of a first attempt that was accepted, of which only the status is kept.
   *
   * @param event as {@link #event} made it
   * @param sender as {@link #sender} made it
   * @param delivery the delivery's id
   * @param into gets 32 bytes
   * @param at where
   */
  public void accepted(
      byte[] event,
      byte[] sender,
      String delivery,
      long atMicros,
      long durationMicros,
      int status,
      byte[] into,
      int at) {
    fill(event, sender, delivery, 1, false, ACCEPTED, status, atMicros, durationMicros);
    digest.update(leaf.array());
    HashTree.finish(digest, into, at);
  }

  /**
   * The hash of any attempt.
   *
   * @throws IllegalArgumentException if no attempt can be so
   */
  public byte[] of(AttemptLeaf attempt) {
    AttemptLeaf.Subject subject = attempt.subject();
    AttemptLeaf.Request request = attempt.request();
    AttemptLeaf.Result result = attempt.result();
    byte[] event =
        event(
            subject.event().getBytes(UTF_8),
            subject.eventType().getBytes(UTF_8),
            subject.eventSubject().getBytes(UTF_8),
            subject.eventMicros(),
            request.contentType(),
            request.payload());
    byte[] sender =
        sender(
            subject.webhook(),
            request.url(),
            request.revision(),
            request.settings(),
            request.userAgent());
    fill(
        event,
        sender,
        subject.delivery(),
        number(subject.attempt(), "number"),
        subject.redelivery(),
        outcome(result.outcome()),
        number(result.status(), "status"),
        request.atMicros(),
        result.durationMicros());
    digest.update(leaf.array());
    byte[] connection = result.connection();
    byte[] response = result.response();
    if (!result.error().isEmpty()
        || !result.detail().isEmpty()
        || connection.length > 0
        || response.length > 0) {
      fields.add(result.error()).add(result.detail()).add(connection).add(response).to(digest);
    }
    return digest.digest();
  }

  private void fill(
      byte[] event,
      byte[] sender,
      String delivery,
      int attempt,
      boolean redelivery,
      int outcome,
      int status,
      long atMicros,
      long durationMicros) {
    leaf.clear();
    leaf.put((byte) 0).put((byte) FORM).put(event).put(sender);
    if (delivery.length() != ID_LENGTH) {
      throw noId(delivery);
    }
    for (int i = 0; i < ID_LENGTH; i++) {
      char c = delivery.charAt(i);
      if (c > MAX_ASCII) {
        throw noId(delivery);
      }
      leaf.put((byte) c);
    }
    leaf.putInt(attempt).put((byte) (redelivery ? 1 : 0)).put((byte) outcome).putInt(status);
    leaf.putLong(atMicros).putLong(durationMicros);
  }

  private static IllegalArgumentException noId(String delivery) {
    return new IllegalArgumentException(
        "the delivery's id is \"%s\"; an id has %d ASCII characters"
            .formatted(delivery, ID_LENGTH));
  }

  private static int number(long value, String name) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the attempt's %s is %d; allowed is 0 to %d".formatted(name, value, Integer.MAX_VALUE));
    }
    return (int) value;
  }

  private static int outcome(String outcome) {
    int number = AttemptLeaf.OUTCOMES.indexOf(outcome);
    if (number < 0) {
      throw new IllegalArgumentException(
          "the outcome is \"" + outcome + "\"; allowed are " + AttemptLeaf.OUTCOMES);
    }
    return number;
  }
}
