package dev.carillon.server.platform.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.server.platform.http.header.LenientText;
import dev.carillon.server.platform.json.JsonBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place that reads and writes JSON, within limits. */
public final class Json {

  /** How large a document may be. */
  public static final int BYTES_MAX = 4 << 20;

  private static final int DEPTH_MAX = 100;
  private static final int STRING_MAX = 1 << 20;

  /** A tree takes far more room than its text: 4 MB of {@code []} would be 70. */
  private static final int TOKENS_MAX = 200_000;

  private static final int SHOWN_MAX = 200;

  /** Shorter documents cost less to read than to hand over. */
  private static final int SHORT_LENGTH = 16 * 1024;

  /** Room for what most responses need. */
  private static final int WRITTEN_BYTES = 4096;

  private static final JsonMapper MAPPER = mapper(STRING_MAX, BYTES_MAX, TOKENS_MAX);

  /** What stands in a row must be read, whatever limits there were when it was written. */
  private static final JsonMapper ROWS =
      mapper(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

  private Json() {}

  private static JsonMapper mapper(int stringMax, int bytesMax, long tokensMax) {
    JsonMapper mapper =
        JsonMapper.builder(
                // virtual threads do not live long enough to have buffers of their own
                JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    // as what is written without it
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_MAX)
                .maxStringLength(stringMax)
                .maxDocumentLength(bytesMax)
                .maxTokenCount(tokensMax)
                .build());
    return mapper;
  }

  /**
   * Reads one document in UTF-8; a byte order mark is skipped.
   *
   * @throws Problem 400 naming the place, where it is not correct JSON, names a key twice or holds
   *     what cannot be stored; 413 where it is too large
   */
  public static JsonNode read(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw Problem.tooLarge("The JSON body is larger than " + BYTES_MAX + " bytes");
    }
    String text =
        LenientText.utf8(bytes).orElseThrow(() -> Problem.badRequest("The JSON body is not UTF-8"));
    return read(text);
  }

  /**
   * Reads one document, such as a parameter's value.
   *
   * @throws Problem as {@link #read(byte[])}
   */
  public static JsonNode read(String text) {
    return text.length() < SHORT_LENGTH ? checked(text) : CurrentCall.compute(() -> checked(text));
  }

  /**
   * Reads JSON for a caller that mends texts that no store takes (NUL, halves of characters).
   *
   * @throws Problem as {@link #read(byte[])}, but for those
   */
  public static JsonNode readAnyText(String text) {
    return text.length() < SHORT_LENGTH ? parsed(text) : CurrentCall.compute(() -> parsed(text));
  }

  /**
   * Reads what was written by this server: no limit of requests holds for it.
   *
   * @throws IllegalArgumentException where it is no JSON
   */
  public static JsonNode readStored(String text) {
    try {
      return ROWS.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("not what was written", malformed);
    }
  }

  /**
   * Reads a record that was written by this server.
   *
   * @throws IllegalArgumentException where it is not one of this type
   */
  public static <T> T readStored(String text, Class<T> type) {
    try {
      return ROWS.readValue(text, type);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("not what was written", malformed);
    }
  }

  /**
   * Refuses a value of {@link #readAnyText} that no store takes.
   *
   * @param name what it is the value of
   * @throws Problem 400 naming that
   */
  public static void requireStorable(String name, JsonNode value) {
    check(value, name, new ArrayDeque<>());
  }

  private static JsonNode checked(String text) {
    JsonNode tree = parsed(text);
    check(tree, new ArrayDeque<>());
    return tree;
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode tree = MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      if (tree.isMissingNode()) {
        throw Problem.badRequest("The JSON is empty");
      }
      return tree;
    } catch (JsonProcessingException malformed) {
      throw Problem.badRequest(described(malformed));
    }
  }

  /** The value as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The document in UTF-8, on one line, no newline behind it. */
  public static byte[] write(Object value) {
    return written(value).bytes();
  }

  private static JsonBytes written(Object value) {
    JsonBytes out = new JsonBytes(WRITTEN_BYTES);
    write(out, value);
    return out;
  }

  /** What most responses are made of; whatever else there is, the mapper knows how to write. */
  private static void write(JsonBytes out, @Nullable Object value) {
    switch (value) {
      case String text -> out.text(text);
      case Long number -> out.number(number);
      case Integer number -> out.number(number);
      case Boolean flag -> out.flag(flag);
      case Map<?, ?> object when hasNames(object) -> {
        out.object();
        for (Map.Entry<?, ?> member : object.entrySet()) {
          out.name((String) member.getKey());
          write(out, member.getValue());
        }
        out.endObject();
      }
      case List<?> list -> {
        out.array();
        for (Object item : list) {
          write(out, item);
        }
        out.endArray();
      }
      case null -> out.nothing();
      default -> out.whole(byMapper(value));
    }
  }

  private static byte[] byMapper(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static boolean hasNames(Map<?, ?> object) {
    for (Object name : object.keySet()) {
      if (!(name instanceof String)) {
        return false;
      }
    }
    return true;
  }

  /** The value as a text, as it stands in a row. */
  public static String text(Object value) {
    return written(value).text();
  }

  /** Writes into this as {@link #write} does, piece by piece. */
  static JsonGenerator generator(OutputStream out) {
    try {
      return MAPPER.getFactory().createGenerator(out);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static String described(JsonProcessingException malformed) {
    JsonLocation at = malformed.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    // Jackson's own words repeat the place, and name a source that is not shown
    // of which a key may be a part, of any length
    String words = start(malformed.getOriginalMessage(), 5 * SHOWN_MAX);
    String reason = words.replaceAll(" \\(start marker at [^)]*\\)[^)]*\\)", "");
    return "The JSON is malformed" + place + ": " + shown(reason);
  }

  /** What an error repeats of a document: one line, not too long. */
  private static String shown(String text) {
    return start(start(text, 5 * SHOWN_MAX).replaceAll("\\p{Cntrl}+", " "), SHOWN_MAX);
  }

  private static String start(String text, int max) {
    int end = Math.min(text.length(), max);
    boolean halved = end < text.length() && Character.isLowSurrogate(text.charAt(end));
    return text.substring(0, halved ? end - 1 : end);
  }

  /**
   * Refuses what JSON can say but no store and no answer can.
   *
   * @param path the keys and places that lead to the node, the last one first
   */
  private static void check(JsonNode node, Deque<Object> path) {
    if (node.isTextual()) {
      check(node.textValue(), path);
    } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      throw Problem.badRequest("The JSON has a number that is too large at '" + shown(path) + "'");
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(node.get(i), i, path);
      }
    } else {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        check(property.getKey(), path);
        check(property.getValue(), property.getKey(), path);
      }
    }
  }

  private static void check(JsonNode inner, Object key, Deque<Object> path) {
    path.push(key);
    check(inner, path);
    path.pop();
  }

  /** The path as a text: made for an error only, since keys can be long and what they hold much. */
  private static String shown(Deque<Object> path) {
    StringBuilder text = new StringBuilder();
    for (Iterator<Object> keys = path.descendingIterator();
        keys.hasNext() && text.length() <= SHOWN_MAX; ) {
      text.append('/').append(keys.next());
    }
    return shown(text.toString());
  }

  private static void check(String text, Deque<Object> path) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        throw Problem.badRequest(
            "The JSON has a character that no text can hold at '%s', position %s"
                .formatted(shown(path), i));
      }
    }
  }
}
