package dev.carillon.server.platform.http;

import dev.carillon.server.platform.files.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What a handler responds. */
public sealed interface Response {

  /** The HTTP status. */
  default int status() {
    return 200;
  }

  /** 200 with this object or array as JSON. */
  static Response json(Object body) {
    return new Json(200, body, Map.of());
  }

  /** 200 with {@code {}}: what calls that return nothing answer. */
  static Response empty() {
    return json(Map.of());
  }

  /** 204. */
  static Response noContent() {
    return new NoContent();
  }

  /**
   * A JSON answer on one line, no trailing newline.
   *
   * @param body a Jackson tree, a map, a list or a record
   * @param headers further headers
   */
  record Json(int status, Object body, Map<String, String> headers) implements Response {}

  /** An answer without a body. */
  record NoContent() implements Response {
    @Override
    public int status() {
      return 204;
    }
  }

  /** A short text. */
  record Text(int status, String contentType, String body, Map<String, String> headers)
      implements Response {}

  /**
   * Bytes as they are; the headers say what they are.
   *
   * @param shared whether they are in memory anyway, the same for all callers
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
  record Bytes(int status, byte[] body, Map<String, String> headers, boolean shared)
      implements Response {

    /** The headers of one response. */
    public Bytes(int status, byte[] body, Map<String, String> headers) {
      this(status, body, headers, false);
    }
  }

  /**
   * A file's bytes, with range requests and conditional requests answered.
   *
   * @param file what to send
   * @param contentType its type; what a browser could run is sent as an attachment
   * @param filename what it is called when saved
   * @param etag without quotes
   * @param attachment whether the browser shall save it rather than show it
   */
  record File(StoredFile file, String contentType, String filename, String etag, boolean attachment)
      implements Response {}

  /**
   * A file that is made for this answer, sent as {@link File} is.
   *
   * @param head its first bytes
   * @param rest what follows them
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
  record Made(byte[] head, Rest rest, Shown shown) implements Response {}

  /**
   * A file that is written while it is sent, to be saved where it has a name. Where writing fails,
   * the connection breaks: the receiver can tell that it has not all of it.
   *
   * @param filename what it is called when saved; empty = the browser shows it
   * @param headers further headers
   * @param heldBytes about how much memory is held until it is sent: a page of what is written, its
   *     buffers, lists of ids
   */
  record Streamed(
      String contentType, String filename, Map<String, String> headers, long heldBytes, Body body)
      implements Response {

    /** A page of rows, and buffers. */
    public static final long HELD_BYTES = 256 * 1024;

    /** One that holds no more than a page of rows and its buffers. */
    public Streamed(String contentType, String filename, Map<String, String> headers, Body body) {
      this(contentType, filename, headers, HELD_BYTES, body);
    }

    /** The response without further headers. */
    public Streamed(String contentType, String filename, Body body) {
      this(contentType, filename, Map.of(), body);
    }

    /** The response, written by what this makes of what writes it. */
    public Streamed writtenBy(UnaryOperator<Body> writing) {
      return new Streamed(contentType, filename, headers, heldBytes, writing.apply(body));
    }
  }

  /**
   * An answer that may be long, made piece by piece: a short one is sent whole, a long one while it
   * is made. What fails before anything was sent is answered as any failure is; after that the
   * connection breaks.
   *
   * @param headers further headers
   * @param heldBytes about how much memory is held beside one piece until it is sent: lists of ids
   */
  record Piecewise(String contentType, Map<String, String> headers, long heldBytes, Pieces pieces)
      implements Response {

    /** The response, whose pieces are made by what this makes of their maker. */
    public Piecewise madeBy(UnaryOperator<Pieces> making) {
      return new Piecewise(contentType, headers, heldBytes, making.apply(pieces));
    }
  }

  /** Makes the pieces of an answer, one after the other. */
  @FunctionalInterface
  interface Pieces {
    /** Adds the next one; false where it was the last. */
    boolean next(ByteArrayOutputStream out);
  }

  /**
   * Server-sent events (text/event-stream), written until there are no more or the receiver has
   * gone.
   */
  record Live(Body body) implements Response {}

  /**
   * An answer that is found by waiting for something: the caller takes no place meanwhile among the
   * calls that are carried out.
   */
  record Later(Supplier<Response> answer) implements Response {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Body {
    /** All of them; the stream is not to be closed. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** What follows the first bytes of a made file. */
  sealed interface Rest {

    /** They are all of it. */
    record Nothing() implements Rest {}

    /** A stored file, but its first so many bytes. */
    record Of(StoredFile file, long from) implements Rest {}
  }

  /**
   * How a file is shown: as in {@link File}.
   *
   * @param etag without quotes
   */
  record Shown(String contentType, String filename, String etag, boolean attachment) {}
}
