package dev.carillon.bench.job;

import dev.carillon.bench.embedded.Bodies;
import dev.carillon.bench.program.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Requests of the same size and with the same headers as a real delivery's, of which only the id
 * changes: a sender that signs nothing and renders nothing.
 */
final class Requests {

  private static final String ID = "webhook-id: ";

  private final byte[] template;
  private final int idAt;

  Requests(int port) {
    String head =
        "POST /bare HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nContent-Type: application/json; charset=UTF-8\r\nUser-Agent: Carillon/0.0.0\r\n"
            + "X-Hook-Signature: "
            + "0".repeat(64)
            + "\r\n"
            + ID
            + "-".repeat(Key.LENGTH)
            + "\r\nwebhook-timestamp: 1700000000\r\nwebhook-signature: v1,"
            + "0".repeat(44)
            + "\r\nX-Hook-Event: bench.event\r\nX-Hook-Attempt: 1\r\nContent-Length: "
            + Bodies.BYTES
            + "\r\n\r\n";
    this.template =
        (head + new String(Bodies.of(0), StandardCharsets.US_ASCII))
            .getBytes(StandardCharsets.US_ASCII);
    this.idAt = head.indexOf(ID) + ID.length();
  }

  /** Puts one request; where the buffer held one before, only the id is written. */
  void put(ByteBuffer buffer, Key id, boolean again) {
    if (again) {
      buffer.position(template.length);
    } else {
      buffer.put(template);
    }
    id.write(buffer, idAt);
  }

  /** A random id, as every delivery has one. */
  static Key randomKey() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new Key(random.nextLong(), random.nextLong());
  }
}
