package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.header.HeaderValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Writes answers, each with the headers that keep browsers from mischief. */
final class ResponseWriter {

  private static final String JSON = "application/json;charset=UTF-8";

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
    harden(out.getHeaders());
    switch (answer) {
      case Response.Json json -> {
        byte[] body = hold.rendered(json);
        out.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
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

  private static void harden(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }
}
