package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Response.Piecewise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A long answer of which the first pieces are made: whole where it is short. Whatever fails until
 * then is answered as any failure is.
 */
final class ResponseStart {

  /** What is shorter is sent whole, with its length. */
  static final int WHOLE_BYTES_MAX = 64 * 1024;

  /** What a piece of the usual size takes is counted from the beginning. */
  private static final int TIMES_IN_MEMORY = 3;

  private final Response.Pieces pieces;
  private final ResponseHold hold;
  private ByteArrayOutputStream made = new ByteArrayOutputStream();
  private boolean more = true;

  private ResponseStart(Response.Pieces pieces, ResponseHold hold) {
    this.pieces = pieces;
    this.hold = hold;
  }

  /**
   * An answer that can be sent: any other stays as it is.
   *
   * @param hold takes the memory for large pieces that come later
   */
  static Response of(Response answer, ResponseHold hold) {
    if (!(answer instanceof Piecewise piecewise)) {
      return answer;
    }
    ResponseStart begun = new ResponseStart(piecewise.pieces(), hold);
    begun.make();
    if (begun.more) {
      return new Response.Streamed(
          piecewise.contentType(),
          "",
          piecewise.headers(),
          // what was made already may be one large element, which stands in memory up to three
          // times
          Response.Streamed.HELD_BYTES
              + piecewise.heldBytes()
              + (long) TIMES_IN_MEMORY * WHOLE_BYTES_MAX
              + begun.beyond(),
          begun::writeTo);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", piecewise.contentType());
    headers.putAll(piecewise.headers());
    return new Response.Bytes(200, begun.made.toByteArray(), headers);
  }

  private void make() {
    while (more && made.size() < WHOLE_BYTES_MAX) {
      more = pieces.next(made);
    }
  }

  /** What a large piece takes beyond one of the usual size. */
  private long beyond() {
    return (long) TIMES_IN_MEMORY * Math.max(0, made.size() - WHOLE_BYTES_MAX);
  }

  /**
   * Where there is no memory for a large piece the connection breaks: no reader has to wait for it.
   */
  private void writeTo(OutputStream out) throws IOException {
    made.writeTo(out);
    while (more) {
      hold.give(beyond());
      // a new one: a single large piece must not have memory until the end
      made = new ByteArrayOutputStream(WHOLE_BYTES_MAX);
      make();
      hold.take(beyond());
      made.writeTo(out);
    }
  }
}
