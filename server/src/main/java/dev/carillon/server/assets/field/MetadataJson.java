package dev.carillon.server.assets.field;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.server.platform.json.JsonBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored form of metadata: one JSON object of bare values, in order. */
public final class MetadataJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              // virtual threads do not live long enough to have buffers of their own
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                  .build())
          .build();

  /** Room for what most assets have. */
  private static final int LENGTH = 2048;

  private MetadataJson() {}

  /** The stored form. */
  public static String write(Metadata metadata) {
    JsonBytes out = new JsonBytes(LENGTH).object();
    metadata
        .asMap()
        .forEach(
            (name, value) -> {
              out.name(name);
              write(value, out);
            });
    return out.endObject().text();
  }

  /** Writes one value; null where a field has none. */
  public static void write(@Nullable Object value, JsonBytes out) {
    switch (value) {
      case null -> out.nothing();
      case String text -> out.text(text);
      case Long number -> out.number(number);
      case Double number -> out.number(number);
      case List<?> list -> {
        out.array();
        list.forEach(item -> write(item, out));
        out.endArray();
      }
      default -> throw new IllegalArgumentException("not a metadata value: " + value.getClass());
    }
  }

  /**
   * The metadata that was written.
   *
   * @throws IllegalArgumentException if the text is not a stored form
   */
  public static Metadata read(String text) {
    try (JsonParser in = MAPPER.createParser(text)) {
      if (in.nextToken() == null) {
        return Metadata.EMPTY;
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
        in.nextToken();
        values.put(field, value(in));
      }
      return Metadata.of(values);
    } catch (IOException e) {
      throw new IllegalArgumentException("not the stored form of metadata", e);
    }
  }

  /** The value that the parser stands at. */
  private static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      case START_ARRAY -> {
        List<String> values = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          values.add(in.getText());
        }
        yield List.copyOf(values);
      }
      default -> {
        in.skipChildren();
        yield List.of();
      }
    };
  }
}
