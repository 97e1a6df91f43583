package dev.carillon.hooks.http.response;

import dev.carillon.hooks.delivery.ReceiverResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads responses from one connection: interim ones are passed over, heads and bodies are read
 * within limits, and what breaks RFC 9112 ends with a {@link ResponseFault} of its class.
 */
public final class ResponseReader {

  private static final int INTERIM_MAX = 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long KEEP_ALIVE_SPARE_NANOS = NANOS_PER_SECOND / 2;
  private static final int SWITCHING_PROTOCOLS = 101;

  /** A longer response is read each time, though it be the same. */
  private static final int KNOWN_BYTES_MAX = 2 * 1024;

  private final InputBuffer in;
  private final HeadReader heads;
  private boolean reusable;
  private long keepAliveSeconds;

  /** The bytes of the last response that was known to be whole, interim ones included. */
  private byte[] knownBytes = {};

  private int knownLength;
  private @Nullable ReceiverResponse known;

  /** A reader of one connection, from its first response on. */
  public ResponseReader(ByteSource source) {
    this.in = new InputBuffer(source);
    this.heads = new HeadReader(in);
  }

  /** Waits for the response's first byte, or for its end. */
  public void await() throws IOException {
    in.await();
  }

  /**
   * Takes over what has come, without waiting; how many bytes: 0 if none, negative at the end. The
   * source must not wait either.
   */
  public int offered() throws IOException {
    return in.offered();
  }

  /**
   * The response to one POST, if all of it has come; null if not, and then every byte of it stays
   * where it is. A response with the bytes of the last one is the last one's object: what a
   * response says, and whether the connection can be used again, follows from its bytes alone.
   */
  public @Nullable ReceiverResponse readIfThere() throws IOException {
    ReceiverResponse last = known;
    if (last != null && in.holds(knownBytes, knownLength)) {
      in.take(knownLength);
      reusable = true;
      return last;
    }
    int from = in.pos();
    int there = in.there();
    in.waits(false);
    try {
      ReceiverResponse read = parse();
      keep(read, from, there);
      return read;
    } catch (InputBuffer.MoreNeededException early) {
      in.backTo(from);
      return null;
    } finally {
      in.waits(true);
    }
  }

  /** If the connection can be used again, the response was all that was there. */
  private void keep(ReceiverResponse read, int from, int length) {
    known = null;
    if (!reusable || length > KNOWN_BYTES_MAX) {
      return;
    }
    if (length > knownBytes.length) {
      knownBytes = new byte[length];
    }
    System.arraycopy(in.bytes(), from, knownBytes, 0, length);
    knownLength = length;
    known = read;
  }

  /** Reads the response to one POST. */
  public ReceiverResponse read() throws IOException {
    known = null;
    return parse();
  }

  private ReceiverResponse parse() throws IOException {
    ResponseHead head = head();
    ResponseBody body = new ResponseBody(in);
    switch (head.framing()) {
      case NONE -> body.none();
      case LENGTH -> body.ofLength(head.length());
      case CHUNKED -> body.chunked(heads);
      case CLOSE -> body.untilClose();
    }
    reusable = body.ended() && head.persistent() && in.there() == 0;
    keepAliveSeconds = head.keepAliveSeconds();
    return new ReceiverResponse(
        head.status, head.headers(), body.text(head.charset()), body.read(), body.cut());
  }

  /** Reads the response to CONNECT, which has no body if it is a 2xx; returns its status. */
  public int readTunnelStatus() throws IOException {
    int status = head().status;
    if (status < 300 && in.there() > 0) {
      throw ResponseFault.badHttp("the proxy sent its own bytes into the tunnel");
    }
    return status;
  }

  private ResponseHead head() throws IOException {
    reusable = false;
    in.begin();
    heads.begin();
    for (int interim = 0; interim <= INTERIM_MAX; interim++) {
      ResponseHead head = heads.head();
      if (head.status == SWITCHING_PROTOCOLS) {
        throw ResponseFault.badHttp("the response switches to another protocol");
      }
      if (head.status >= 200) {
        return head;
      }
    }
    throw ResponseFault.badHttp("more than " + INTERIM_MAX + " interim responses");
  }

  /** Whether the connection can take another request after the last response. */
  public boolean reusable() {
    return reusable;
  }

  /** The connection cannot take another request, whatever the last response says. */
  public void spoil() {
    reusable = false;
    known = null;
  }

  /** Until when the peer keeps the connection, by its own word, when its response came now. */
  public long keptUntil(long now) {
    return now + keepAliveSeconds * NANOS_PER_SECOND - KEEP_ALIVE_SPARE_NANOS;
  }
}
