package dev.carillon.hooks.proof;

import java.util.List;

/**
 * What a proof says of an attempt. Its bytes are fields as {@link FieldWriter} writes them, first
 * the text {@value #FORM}, then all components in the order in which they are declared. {@link
 * LeafHasher} makes the hash of a leaf of them. Times and durations are microseconds, times since
 * 1970; a flag is the number 0 or 1; what is not known is empty or 0.
 *
 * @param subject which attempt
 * @param request what was sent
 * @param result what became of it
 */
public record AttemptLeaf(Subject subject, Request request, Result result) {

  /** The form of the bytes. */
  public static final String FORM = "carillon-attempt-2";

  /** The outcomes; their places are their numbers in hashed bytes. */
  static final List<String> OUTCOMES =
      List.of("accepted", "rejected", "unreachable", "blocked", "acknowledged");

  /** All of it, as a proof has it. */
  public byte[] bytes() {
    FieldWriter out = new FieldWriter();
    out.add(FORM);
    subject.write(out);
    request.write(out);
    result.write(out);
    return out.bytes();
  }

  /**
   * Reads a leaf.
   *
   * @throws IllegalArgumentException if the bytes are no leaf of this form
   */
  public static AttemptLeaf read(byte[] bytes) {
    FieldReader in = new FieldReader(bytes);
    String form = in.text();
    if (!form.equals(FORM)) {
      throw new IllegalArgumentException(
          "the form of the leaf is \"" + form + "\"; this program reads " + FORM);
    }
    AttemptLeaf leaf = new AttemptLeaf(Subject.read(in), Request.read(in), Result.read(in));
    in.end();
    return leaf;
  }

  /**
   * Which attempt.
   *
   * @param delivery the delivery's id
   * @param attempt its number, from 1
   * @param redelivery whether it was asked for after the delivery had ended
   * @param webhook the webhook's id
   * @param event the event's id
   * @param eventType such as {@code asset_create}
   * @param eventSubject the id of what the event is about
   * @param eventMicros when it happened
   */
  public record Subject(
      String delivery,
      long attempt,
      boolean redelivery,
      String webhook,
      String event,
      String eventType,
      String eventSubject,
      long eventMicros) {

    private void write(FieldWriter out) {
      out.add(delivery).add(attempt).add(redelivery ? 1 : 0).add(webhook);
      out.add(event).add(eventType).add(eventSubject).add(eventMicros);
    }

    private static Subject read(FieldReader in) {
      return new Subject(
          in.text(),
          in.number(),
          in.number() == 1,
          in.text(),
          in.text(),
          in.text(),
          in.text(),
          in.number());
    }
  }

  /**
   * What was sent.
   *
   * @param atMicros when it was signed; the signature covers this time in whole seconds
   * @param url where to
   * @param revision of the webhook
   * @param settings HMAC-SHA256, by a key of the server, of what else the revision has: URL, custom
   *     headers, signing secrets, certificate, timeout, login. 32 bytes; empty if the revision is
   *     not known
   * @param contentType the request's
   * @param userAgent the request's
   * @param payload SHA-256 of the request's body, 32 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // hashes, never compared by the record
  public record Request(
      long atMicros,
      String url,
      long revision,
      byte[] settings,
      String contentType,
      String userAgent,
      byte[] payload) {

    private void write(FieldWriter out) {
      out.add(atMicros).add(url).add(revision).add(settings);
      out.add(contentType).add(userAgent).add(payload);
    }

    private static Request read(FieldReader in) {
      return new Request(
          in.number(), in.text(), in.number(), in.bytes(), in.text(), in.text(), in.bytes());
    }
  }

  /**
   * What became of it.
   *
   * @param durationMicros how long the attempt took
   * @param outcome {@code accepted}, {@code rejected}, {@code unreachable}, {@code blocked} or
   *     {@code acknowledged}
   * @param status the response's; 0 = there was none
   * @param error the class of the error; empty = there was none
   * @param detail what else is known of it
   * @param connection where the request went and how long each step took, as {@link
   *     Connection#bytes}; empty where only the status is kept
   * @param response SHA-256 of the response as it is kept, as {@link KeptResponse#bytes}; empty
   *     where there was none, or only the status is kept
   */
  @SuppressWarnings("ArrayRecordComponent") // hashes, never compared by the record
  public record Result(
      long durationMicros,
      String outcome,
      long status,
      String error,
      String detail,
      byte[] connection,
      byte[] response) {

    private void write(FieldWriter out) {
      out.add(durationMicros).add(outcome).add(status).add(error).add(detail);
      out.add(connection).add(response);
    }

    private static Result read(FieldReader in) {
      return new Result(
          in.number(), in.text(), in.number(), in.text(), in.text(), in.bytes(), in.bytes());
    }
  }

  /**
   * Where a request went.
   *
   * @param address the address that was dialled
   * @param tlsProtocol such as {@code TLSv1.3}; empty without TLS
   * @param certificateUntilMicros when the receiver's certificate ends; 0 = not known
   * @param lookUpMicros how long the name's look-up took
   * @param connectMicros how long it took to connect
   * @param tlsMicros how long the handshake took
   * @param firstByteMicros how long the first byte of the response took
   * @param loginMicros how long it waited for access tokens
   */
  public record Connection(
      String address,
      String tlsProtocol,
      long certificateUntilMicros,
      long lookUpMicros,
      long connectMicros,
      long tlsMicros,
      long firstByteMicros,
      long loginMicros) {

    /** All components in their order, as {@link FieldWriter} writes them. */
    public byte[] bytes() {
      FieldWriter out = new FieldWriter();
      out.add(address).add(tlsProtocol).add(certificateUntilMicros).add(lookUpMicros);
      out.add(connectMicros).add(tlsMicros).add(firstByteMicros);
      return out.add(loginMicros).bytes();
    }

    /**
     * Reads such bytes.
     *
     * @throws IllegalArgumentException if they are anything else
     */
    public static Connection read(byte[] bytes) {
      FieldReader in = new FieldReader(bytes);
      Connection connection =
          new Connection(
              in.text(),
              in.text(),
              in.number(),
              in.number(),
              in.number(),
              in.number(),
              in.number(),
              in.number());
      in.end();
      return connection;
    }
  }
}
