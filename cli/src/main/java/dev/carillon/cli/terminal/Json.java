package dev.carillon.cli.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** JSON as the commands read and write it: what a server answers, files, values of options. */
public final class Json {

  /** How large a document may be: an answer can be a page of large payloads. */
  private static final int BYTES_MAX = 64 << 20;

  private static final int SHOWN_MAX = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(BYTES_MAX)
                          .maxDocumentLength(BYTES_MAX)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Reads what a server answers; a missing node where that is nothing.
   *
   * @throws IOException where it breaks off; a JsonProcessingException where it is no JSON, or too
   *     large
   */
  public static JsonNode read(InputStream answer) throws IOException {
    return MAPPER.readTree(answer);
  }

  /**
   * Reads one document.
   *
   * @throws Malformed naming the place
   */
  public static JsonNode read(byte[] bytes) {
    try {
      return something(MAPPER.readTree(bytes));
    } catch (JsonProcessingException malformed) {
      throw new Malformed(described(malformed));
    } catch (IOException unreadable) {
      throw new Malformed("The JSON cannot be read: " + unreadable.getMessage());
    }
  }

  /**
   * Reads one document, such as an option's value.
   *
   * @throws Malformed naming the place
   */
  public static JsonNode read(String text) {
    try {
      return something(MAPPER.readTree(text));
    } catch (JsonProcessingException malformed) {
      throw new Malformed(described(malformed));
    }
  }

  /** The document in UTF-8, on one line, no newline behind it. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** The document for people to read: on several lines, with indents. */
  static String formatted(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static JsonNode something(JsonNode tree) {
    if (tree.isMissingNode()) {
      throw new Malformed("The JSON is empty");
    }
    return tree;
  }

  private static String described(JsonProcessingException malformed) {
    JsonLocation at = malformed.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    // Jackson's own words repeat the place, and may hold a key of any length
    String reason =
        malformed.getOriginalMessage().replaceAll(" \\(start marker at [^)]*\\)[^)]*\\)", "");
    boolean longer = reason.length() > SHOWN_MAX;
    return "The JSON is malformed%s: %s"
        .formatted(place, (longer ? reason.substring(0, SHOWN_MAX) + "…" : reason));
  }

  /** What was given is no JSON; the message says where and why. */
  public static final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Malformed(String message) {
      super(message, null, false, false);
    }
  }
}
