package dev.carillon.server.assets.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stored form of edits, for work that goes on after the call that asked for it. */
public final class EditsJson {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final String PUT = "put";
  private static final String CLEAR = "clear";
  private static final String MODIFY = "modify";

  private EditsJson() {}

  /** The stored form. */
  public static String write(FieldEdits edits) {
    Map<String, Object> put = new LinkedHashMap<>();
    List<String> clear = new ArrayList<>();
    Map<String, FieldEdit.Modify> modify = new LinkedHashMap<>();
    edits
        .byField()
        .forEach(
            (field, edit) -> {
              switch (edit) {
                case FieldEdit.Put(Object value) -> put.put(field, value);
                case FieldEdit.Clear() -> clear.add(field);
                case FieldEdit.Modify change -> modify.put(field, change);
              }
            });
    try {
      return MAPPER.writeValueAsString(Map.of(PUT, put, CLEAR, clear, MODIFY, modify));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("edits hold what JSON cannot: " + edits, e);
    }
  }

  /**
   * The edits that were written.
   *
   * @throws IllegalArgumentException if the text is not a stored form
   */
  public static FieldEdits read(String text) {
    try {
      JsonNode stored = MAPPER.readTree(text);
      Map<String, FieldEdit> edits = new LinkedHashMap<>();
      MetadataJson.read(stored.path(PUT).toString())
          .asMap()
          .forEach((field, value) -> edits.put(field, new FieldEdit.Put(value)));
      stored.path(CLEAR).forEach(field -> edits.put(field.asText(), new FieldEdit.Clear()));
      for (Map.Entry<String, JsonNode> change : stored.path(MODIFY).properties()) {
        edits.put(change.getKey(), MAPPER.treeToValue(change.getValue(), FieldEdit.Modify.class));
      }
      return new FieldEdits(edits);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the stored form of edits", e);
    }
  }
}
