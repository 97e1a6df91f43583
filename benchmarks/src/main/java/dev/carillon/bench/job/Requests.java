package dev.carillon.bench.job;

import dev.carillon.bench.embedded.Bodies;
import dev.carillon.bench.program.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Requests of the same size and with the same headers as a real delivery's, rendered without any
 * work: only what differs is put into a template.
 */
final class Requests {

  private static final String HEX = "X-Hook-Signature: ";
  private static final String ID = "webhook-id: ";
  private static final String SIGNATURE = "webhook-signature: v1,";

  private final byte[] head;
  private final int hexAt;
  private final int idAt;
  private final int signatureAt;

  Requests(int port) {
    String text =
        "POST /bare HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nContent-Type: application/json; charset=UTF-8\r\nUser-Agent: Carillon/0.0.0\r\n"
            + HEX
            + "0".repeat(Signer.HEX_LENGTH)
            + "\r\n"
            + ID
            + "-".repeat(Key.LENGTH)
            + "\r\nwebhook-timestamp: "
            + Signer.TIMESTAMP
            + "\r\n"
            + SIGNATURE
            + "0".repeat(Signer.BASE64_LENGTH)
            + "\r\nX-Hook-Event: bench.event\r\nX-Hook-Attempt: 1\r\nContent-Length: "
            + Bodies.BYTES
            + "\r\n\r\n";
    this.head = text.getBytes(StandardCharsets.US_ASCII);
    this.hexAt = text.indexOf(HEX) + HEX.length();
    this.idAt = text.indexOf(ID) + ID.length();
    this.signatureAt = text.indexOf(SIGNATURE) + SIGNATURE.length();
  }

  /** Puts one request; where the buffer held one before, only the id is written. */
  void put(ByteBuffer buffer, Key id, boolean again) {
    if (again) {
      buffer.position(head.length + Bodies.BYTES);
    } else {
      buffer.put(head).put(Bodies.of(0));
    }
    id.write(buffer, idAt);
  }

  /** Puts one request with a body of its own, signed twice as a real one is. */
  void putSigned(ByteBuffer buffer, Key id, byte[] body, Signer signer) {
    buffer.put(head).put(body);
    id.write(buffer, idAt);
    signer.sign(buffer, idAt, body);
    buffer.put(hexAt, signer.hex());
    buffer.put(signatureAt, signer.base64());
  }

  /** A random id, as every delivery has one. */
  static Key randomKey() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new Key(random.nextLong(), random.nextLong());
  }
}
