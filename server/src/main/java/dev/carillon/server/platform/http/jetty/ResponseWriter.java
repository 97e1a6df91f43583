package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Response.Shown;
import dev.carillon.server.platform.http.header.ByteRange;
import dev.carillon.server.platform.http.header.EntityTag;
import dev.carillon.server.platform.http.header.HeaderValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Writes answers, each with the headers that keep browsers from mischief. */
final class ResponseWriter {

  /** Encoded once, as the next ones are: most responses have them. */
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json;charset=UTF-8");

  /** What keeps browsers from mischief. */
  private static final List<HttpField> HARDENING =
      List.of(
          new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
          new PreEncodedHttpField("X-Frame-Options", "DENY"),
          new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
          new PreEncodedHttpField(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store"));

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final FileResponses files = new FileResponses();

  /** Writes a short one, which is not counted. */
  void write(
      Response answer, Request request, org.eclipse.jetty.server.Response out, Callback done) {
    write(answer, ResponseHold.none(request), request, out, done);
  }

  /**
   * Takes the memory that one needs until it is sent.
   *
   * @throws Problem 503 where there is no memory for it
   */
  static void takeMemory(Response answer, ResponseHold hold) {
    hold.take(
        switch (answer) {
          case Response.Json json -> hold.rendered(json).length;
          case Response.Text text -> text.body().length();
          case Response.Bytes bytes -> bytes.shared() ? 0 : bytes.body().length;
          case Response.File file -> FileResponses.BUFFER_BYTES;
          case Response.Made made -> made.head().length + FileResponses.BUFFER_BYTES;
          case Response.Streamed streamed -> streamed.heldBytes();
          case Response.NoContent nothing -> 0;
          case Response.Live live -> 0;
          case Response.Later later -> 0;
          case Response.Piecewise piecewise -> 0;
        });
  }

  /** Writes one for which memory was taken; the callback ends the request. */
  void write(
      Response answer,
      ResponseHold hold,
      Request request,
      org.eclipse.jetty.server.Response out,
      Callback done) {
    HARDENING.forEach(out.getHeaders()::put);
    switch (answer) {
      case Response.Json json -> {
        byte[] body = hold.rendered(json);
        out.getHeaders().put(JSON);
        write(json.status(), json.headers(), body, request, out, done);
      }
      case Response.Text text -> {
        byte[] body = text.body().getBytes(UTF_8);
        out.getHeaders().put(HttpHeader.CONTENT_TYPE, text.contentType());
        write(text.status(), text.headers(), body, request, out, done);
      }
      case Response.Bytes bytes ->
          write(bytes.status(), bytes.headers(), bytes.body(), request, out, done);
      case Response.NoContent nothing -> {
        out.setStatus(nothing.status());
        done.succeeded();
      }
      case Response.File file -> files.write(file, request, out, done);
      case Response.Made made -> files.write(made, request, out, done);
      case Response.Streamed streamed -> {
        out.getHeaders().put(HttpHeader.CONTENT_TYPE, streamed.contentType());
        if (!streamed.filename().isEmpty()) {
          out.getHeaders()
              .put("Content-Disposition", HeaderValue.disposition(true, streamed.filename()));
        }
        put(streamed.headers(), out);
        write(streamed.body(), request, out, done);
      }
      case Response.Live live -> {
        out.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=UTF-8");
        out.getHeaders().put("X-Accel-Buffering", "no");
        write(live.body(), request, out, done);
      }
      case Response.Later later ->
          throw new IllegalStateException("the response was not awaited: " + later);
      case Response.Piecewise piecewise ->
          throw new IllegalStateException("the response was not started: " + piecewise);
    }
  }

  private static void write(
      int status,
      Map<String, String> headers,
      byte[] body,
      Request request,
      org.eclipse.jetty.server.Response out,
      Callback done) {
    out.setStatus(status);
    put(headers, out);
    if (status != NOT_MODIFIED && status != NO_CONTENT) {
      out.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    boolean head = request.getMethod().equals("HEAD");
    out.write(true, ByteBuffer.wrap(head ? new byte[0] : body), done);
  }

  private static void write(
      Response.Body body, Request request, org.eclipse.jetty.server.Response out, Callback done) {
    out.setStatus(200);
    if (request.getMethod().equals("HEAD")) {
      done.succeeded();
      return;
    }
    try {
      body.writeTo(Content.Sink.asOutputStream(out));
      out.write(true, ByteBuffer.allocate(0), done);
    } catch (IOException | RuntimeException broken) {
      done.failed(broken);
    }
  }

  /** Cookies of several lines are as many headers. */
  private static void put(Map<String, String> headers, org.eclipse.jetty.server.Response out) {
    headers.forEach(
        (name, value) -> {
          if (name.equals("Set-Cookie")) {
            value.lines().forEach(cookie -> out.getHeaders().add(name, cookie));
          } else {
            out.getHeaders().put(name, value);
          }
        });
  }

  /** Sends files: whole, in part, or not at all where the client has them already. */
  private static final class FileResponses {

    static final int BUFFER_BYTES = 64 * 1024;
    private static final Set<String> SHOWN = Set.of("application/pdf", "text/plain");
    private static final String SANDBOX =
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

    /** Answers with a file. */
    void write(
        Response.File file, Request request, org.eclipse.jetty.server.Response out, Callback done) {
      Shown shown = new Shown(file.contentType(), file.filename(), file.etag(), file.attachment());
      write(new FileBytes.Stored(file.file()), shown, request, out, done);
    }

    /** Answers with a file made for it. */
    void write(
        Response.Made made, Request request, org.eclipse.jetty.server.Response out, Callback done) {
      FileBytes bytes =
          switch (made.rest()) {
            case Response.Rest.Nothing() -> new FileBytes.InMemory(made.head());
            case Response.Rest.Of(StoredFile file, long from) ->
                new FileBytes.Spliced(made.head(), file, from);
          };
      write(bytes, made.shown(), request, out, done);
    }

    private static void write(
        FileBytes file,
        Shown shown,
        Request request,
        org.eclipse.jetty.server.Response out,
        Callback done) {
      long length = length(file);
      EntityTag tag = new EntityTag(shown.etag());
      describe(shown, tag, out.getHeaders());
      if (tag.namedBy(header(request, HttpHeader.IF_NONE_MATCH))) {
        out.setStatus(304);
        out.getHeaders().remove(HttpHeader.CONTENT_TYPE);
        // of the file: a zero, which Jetty would write, is what the client's copy is not
        out.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        done.succeeded();
        return;
      }
      boolean ranges = tag.allowsRange(header(request, HttpHeader.IF_RANGE));
      String range = ranges ? header(request, HttpHeader.RANGE) : "";
      switch (ByteRange.of(range, length)) {
        case ByteRange.Whole() -> {
          out.setStatus(200);
          send(file, 0, length, request, out, done);
        }
        case ByteRange.Part part -> {
          out.setStatus(206);
          String from = "bytes " + part.first() + "-" + part.last() + "/" + length;
          out.getHeaders().put(HttpHeader.CONTENT_RANGE, from);
          send(file, part.first(), part.length(), request, out, done);
        }
        case ByteRange.Unsatisfiable() -> {
          out.setStatus(416);
          out.getHeaders().put(HttpHeader.CONTENT_RANGE, "bytes */" + length);
          out.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
          done.succeeded();
        }
      }
    }

    private static void describe(Shown file, EntityTag tag, HttpFields.Mutable headers) {
      headers.put(HttpHeader.CONTENT_TYPE, file.contentType());
      boolean attachment = file.attachment() || !harmless(file.contentType());
      headers.put("Content-Disposition", HeaderValue.disposition(attachment, file.filename()));
      headers.put(HttpHeader.ETAG, tag.quoted());
      headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
      headers.put(HttpHeader.CACHE_CONTROL, "private, no-cache");
      if (!file.contentType().startsWith("application/pdf")) {
        headers.put("Content-Security-Policy", SANDBOX);
      }
    }

    /** Whether a browser can do no more with it than show it. */
    private static boolean harmless(String contentType) {
      String type = HeaderValue.of(contentType).value();
      boolean media =
          type.startsWith("image/") || type.startsWith("video/") || type.startsWith("audio/");
      return (media && !type.contains("svg") && !type.contains("xml")) || SHOWN.contains(type);
    }

    private static void send(
        FileBytes file,
        long from,
        long length,
        Request request,
        org.eclipse.jetty.server.Response out,
        Callback done) {
      out.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
      if (request.getMethod().equals("HEAD") || length == 0) {
        done.succeeded();
        return;
      }
      ByteBufferPool.Sized buffers =
          new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), true, BUFFER_BYTES);
      try {
        Content.copy(file.part(buffers, from, length), out, done);
      } catch (IOException unreadable) {
        throw unavailable(unreadable);
      }
    }

    private static long length(FileBytes file) {
      try {
        return file.length();
      } catch (IOException missing) {
        throw unavailable(missing);
      }
    }

    private static RuntimeException unavailable(IOException trouble) {
      return trouble instanceof FileStoreTrouble
          ? new UncheckedIOException(trouble)
          : new HooksException(
              HooksException.Code.STORE_UNAVAILABLE, "A stored file cannot be read", trouble);
    }

    private static String header(Request request, HttpHeader name) {
      String value = request.getHeaders().get(name);
      return value == null ? "" : value;
    }

    /** The bytes of a file that is sent, of which any part can be read. */
    private sealed interface FileBytes {

      /** How many there are. */
      long length() throws IOException;

      /** So many of them, from this one. */
      Content.Source part(ByteBufferPool.Sized buffers, long from, long length) throws IOException;

      /** A file in the file store. */
      record Stored(StoredFile file) implements FileBytes {

        @Override
        public long length() throws IOException {
          return file.length();
        }

        @Override
        public Content.Source part(ByteBufferPool.Sized buffers, long from, long length)
            throws IOException {
          return file instanceof StoredFile.OnDisk(Path path)
              ? Content.Source.from(buffers, path, from, length)
              : Content.Source.from(buffers, file.open(from, length), 0, length);
        }
      }

      /** Bytes that are there. */
      @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
      record InMemory(byte[] bytes) implements FileBytes {

        @Override
        public long length() {
          return bytes.length;
        }

        @Override
        public Content.Source part(ByteBufferPool.Sized buffers, long from, long length) {
          return new ByteBufferContentSource(
              ByteBuffer.wrap(bytes, Math.toIntExact(from), Math.toIntExact(length)));
        }
      }

      /** Bytes that are there, and after them a stored file but its first {@code skipped}. */
      @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
      record Spliced(byte[] head, StoredFile file, long skipped) implements FileBytes {

        @Override
        public long length() throws IOException {
          return head.length + file.length() - skipped;
        }

        @Override
        public Content.Source part(ByteBufferPool.Sized buffers, long from, long length)
            throws IOException {
          long inHead = Math.clamp(head.length - from, 0, length);
          if (inHead == length) {
            return new InMemory(head).part(buffers, from, length);
          }
          long start = Math.max(from, head.length) - head.length + skipped;
          if (inHead == 0) {
            return new Stored(file).part(buffers, start, length);
          }
          InputStream both =
              new SequenceInputStream(
                  new ByteArrayInputStream(head, Math.toIntExact(from), Math.toIntExact(inHead)),
                  file.open(start, length - inHead));
          return Content.Source.from(buffers, both, 0, length);
        }
      }
    }
  }
}
