package dev.carillon.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One connection of the client: a request, then its answer, which must tell its length. */
final class Outbound {

  private static final int REQUEST_BYTES = 16_384;
  private static final int ANSWER_BYTES = 65_536;
  private static final String LENGTH = "content-length:";

  private final int number;
  private final SocketChannel channel;
  private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES);
  private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
  private boolean busy;
  private byte[] lastHead = new byte[0];
  private int lastLength;
  private int bodyStart;
  private int status;

  Outbound(int number, SocketChannel channel) {
    this.number = number;
    this.channel = channel;
  }

  int number() {
    return number;
  }

  boolean busy() {
    return busy;
  }

  /** Where to put the next request. */
  ByteBuffer request() {
    return request.clear();
  }

  /** Sends what was put, from the start of the buffer to its position. */
  void send() throws IOException {
    busy = true;
    answer.clear();
    request.flip();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  /** Reads what is there; whether the answer is complete. */
  boolean answered() throws IOException {
    if (channel.read(answer) < 0) {
      throw new IOException("the connection was closed");
    }
    if (!busy) {
      throw new IOException("an answer without a request");
    }
    bodyStart = bodyStart();
    if (bodyStart < 0) {
      return false;
    }
    int whole = bodyStart + length();
    if (whole > answer.capacity()) {
      throw new IOException("an answer of more than " + ANSWER_BYTES + " bytes");
    }
    if (answer.position() < whole) {
      return false;
    }
    status = digit(9) * 100 + digit(10) * 10 + digit(11);
    busy = false;
    return true;
  }

  /** The code of the last answer. */
  int status() {
    return status;
  }

  /** The body of the last answer. */
  ByteBuffer body() {
    return answer.duplicate().flip().position(bodyStart);
  }

  void close() throws IOException {
    channel.close();
  }

  private int digit(int at) {
    return answer.get(at) - '0';
  }

  private int bodyStart() {
    byte[] bytes = answer.array();
    for (int i = 3; i < answer.position(); i++) {
      if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** The length of the body; a head that reads as the one before is not parsed again. */
  private int length() throws IOException {
    if (bodyStart == lastHead.length
        && Arrays.equals(answer.array(), 0, bodyStart, lastHead, 0, bodyStart)) {
      return lastLength;
    }
    String head = new String(answer.array(), 0, bodyStart, StandardCharsets.ISO_8859_1);
    String found =
        head.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(LENGTH))
            .findFirst()
            .orElseThrow(() -> new IOException("an answer without its length: " + head));
    lastLength = Integer.parseInt(found.substring(LENGTH.length()).strip());
    lastHead = Arrays.copyOf(answer.array(), bodyStart);
    return lastLength;
  }
}
