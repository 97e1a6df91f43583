package dev.carillon.bench.api;

import dev.carillon.bench.client.Traffic;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Changes of one metadata field, each to a value that was never there: on each connection one
 * asset, one change after the other. Either as fast as the answers come, or by the clock; then a
 * change that starts late counts from the time at which it was due.
 */
final class Updates implements Traffic {

  private static final byte[] NO_TAIL = {};
  private static final byte[] EVENT_TAIL = "\"}}".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> heads;
  private final byte[] tail;
  private final Key[] keys;
  private final long[] since;
  private final long startNanos = System.nanoTime();
  private final long endNanos;
  private final double perNano;
  private final Ledger accepted = new Ledger();
  private final Histogram answers = new Histogram();
  private long started;
  private ByteBuffer lastAnswer = ByteBuffer.allocate(0);

  /**
   * Changes for so long.
   *
   * @param perSecond how many; 0 = as many as go
   */
  Updates(List<byte[]> heads, long nanos, double perSecond) {
    this(heads, NO_TAIL, nanos, perSecond);
  }

  private Updates(List<byte[]> heads, byte[] tail, long nanos, double perSecond) {
    this.heads = heads;
    this.tail = tail;
    this.keys = new Key[heads.size()];
    this.since = new long[heads.size()];
    this.endNanos = startNanos + nanos;
    this.perNano = perSecond / 1e9;
  }

  /** The request that changes this asset's status, without the new value at its end. */
  static byte[] head(String asset, String authorization) {
    String body = "id=" + asset + "&status=";
    return ("POST /services/update HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
            + authorization
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + (body.length() + Key.LENGTH)
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Events of a custom type instead, each about one of the assets, as fast as answers come. */
  static Updates ofEvents(String type, List<String> assets, String authorization, long nanos) {
    List<byte[]> heads =
        assets.stream().map(asset -> eventHead(type, asset, authorization)).toList();
    return new Updates(heads, EVENT_TAIL, nanos, 0);
  }

  private static byte[] eventHead(String type, String asset, String authorization) {
    String body =
        "{\"type\":\"%s\",\"subject\":{\"asset\":\"%s\"},\"data\":{\"newValue\":\""
            .formatted(type, asset);
    return ("POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
            + authorization
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + (body.length() + Key.LENGTH + EVENT_TAIL.length)
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** What was accepted, each with the time of its answer. */
  Ledger accepted() {
    return accepted;
  }

  /** From the start of a change, or the time it was due, to its answer. */
  Histogram answers() {
    return answers;
  }

  long startNanos() {
    return startNanos;
  }

  /** The body of the last answer. */
  byte[] lastAnswer() {
    byte[] body = new byte[lastAnswer.remaining()];
    lastAnswer.get(lastAnswer.position(), body);
    return body;
  }

  @Override
  public boolean next(int connection, ByteBuffer request, long nanos) {
    long due = perNano == 0 ? nanos : startNanos + (long) (started / perNano);
    if (due > nanos) {
      return false;
    }
    started++;
    since[connection] = due;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Key key = new Key(random.nextLong(), random.nextLong());
    keys[connection] = key;
    request.put(heads.get(connection));
    key.write(request, request.position());
    request.position(request.position() + Key.LENGTH);
    request.put(tail);
    return true;
  }

  @Override
  public void answered(int connection, int status, ByteBuffer body, long nanos) throws IOException {
    if (status / 100 != 2) {
      throw new IOException(
          "a change was answered " + status + ": " + StandardCharsets.UTF_8.decode(body));
    }
    accepted.add(keys[connection], nanos);
    answers.record(nanos - since[connection]);
    lastAnswer = body;
  }

  @Override
  public boolean over(long nanos) {
    return nanos >= endNanos;
  }

  @Override
  public boolean paced() {
    return perNano > 0;
  }
}
