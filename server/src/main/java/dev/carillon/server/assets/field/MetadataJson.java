package dev.carillon.server.assets.field;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stored form of metadata: one JSON object of bare values, in order. */
public final class MetadataJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              // virtual threads do not live long enough to have buffers of their own
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                  .build())
          .build();

  private MetadataJson() {}

  /** The stored form. */
  public static String write(Metadata metadata) {
    try {
      return MAPPER.writeValueAsString(metadata.asMap());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("metadata holds what JSON cannot: " + metadata, e);
    }
  }

  /**
   * The metadata that was written.
   *
   * @throws IllegalArgumentException if the text is not a stored form
   */
  public static Metadata read(String text) {
    try {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : MAPPER.readTree(text).properties()) {
        values.put(entry.getKey(), value(entry.getValue()));
      }
      return Metadata.of(values);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the stored form of metadata", e);
    }
  }

  private static Object value(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isIntegralNumber()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    List<String> values = new ArrayList<>();
    node.forEach(element -> values.add(element.asText()));
    return List.copyOf(values);
  }
}
