package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Compact JSON, its strings exactly as {@code JSON.stringify} prints them: only {@code "}, {@code
 * \} and control characters are escaped, and halves of surrogate pairs that stand alone.
 */
final class CompactJson {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          // virtual threads do not live long enough to have buffers of their own
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .build();

  private CompactJson() {}

  /** An object of the fields that are written, in UTF-8. */
  static byte[] object(Body fields) {
    String json =
        text(
            out -> {
              out.writeStartObject();
              fields.writeTo(out);
              out.writeEndObject();
            });
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** What is written; UTF-8 can carry every text it gives. */
  static String text(Body body) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      body.writeTo(out);
    } catch (IOException never) {
      throw new UncheckedIOException("a string writer does not fail", never);
    }
    return loneSurrogatesEscaped(text.toString());
  }

  /** They can only stand inside a string: everything else that is written is ASCII. */
  private static String loneSurrogatesEscaped(String json) {
    StringBuilder escaped = null;
    int done = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isSurrogatePair(c, i + 1 < json.length() ? json.charAt(i + 1) : ' ')) {
        i++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder(json.length() + 16) : escaped;
      escaped.append(json, done, i).append("\\u").append(Integer.toHexString(c));
      done = i + 1;
    }
    return escaped == null ? json : escaped.append(json, done, json.length()).toString();
  }

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Body {
    void writeTo(JsonGenerator out) throws IOException;
  }
}
