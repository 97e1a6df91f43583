package dev.carillon.server.platform.network;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.ReceiverResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/** Reads an answer as far as it is of interest, and no further. */
final class Answers {

  private static final int HEADER_CHARS_KEPT_MAX = 8 * 1024;

  private Answers() {}

  /** The answer's head, and its body up to what is read at most. */
  static Read read(ClassicHttpResponse response) throws IOException {
    List<Header> headers = headers(response);
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new Read(new ReceiverResponse(response.getCode(), headers, "", 0, false), true);
    }
    InputStream body = entity.getContent();
    byte[] read = body.readNBytes(ReceiverResponse.BODY_BYTES_READ_MAX);
    boolean goesOn = read.length == ReceiverResponse.BODY_BYTES_READ_MAX && body.read() >= 0;
    int kept = Math.min(read.length, ReceiverResponse.BODY_BYTES_KEPT_MAX);
    String text = new String(read, 0, kept, charset(entity));
    boolean cut = goesOn || kept < read.length;
    return new Read(
        new ReceiverResponse(response.getCode(), headers, text, read.length, cut), !goesOn);
  }

  private static List<Header> headers(ClassicHttpResponse response) {
    List<Header> kept = new ArrayList<>();
    int chars = 0;
    for (var header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      chars += header.getName().length() + value.length();
      if (chars > HEADER_CHARS_KEPT_MAX) {
        break;
      }
      kept.add(new Header(header.getName(), value));
    }
    return kept;
  }

  private static Charset charset(HttpEntity entity) {
    ContentType type = ContentType.parseLenient(entity.getContentType());
    Charset named = type == null ? null : type.getCharset();
    return named == null ? StandardCharsets.UTF_8 : named;
  }

  /**
   * What was read.
   *
   * @param answer what is kept of it
   * @param complete whether the body came to its end
   */
  record Read(ReceiverResponse answer, boolean complete) {}
}
