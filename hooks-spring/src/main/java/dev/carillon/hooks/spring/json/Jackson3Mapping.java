package dev.carillon.hooks.spring.json;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** JSON by a mapper of Jackson 3. */
public final class Jackson3Mapping implements JsonMapping {

  private final ObjectMapper mapper;

  /** By this mapper. */
  public Jackson3Mapping(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public String write(Object object) {
    try {
      return mapper.writeValueAsString(object);
    } catch (JacksonException failed) {
      throw new IllegalArgumentException(
          "A payload of "
              + object.getClass()
              + " cannot be written as JSON: "
              + failed.getMessage(),
          failed);
    }
  }

  @Override
  public Map<String, Object> read(byte[] json) {
    try {
      Map<String, Object> fields = mapper.readValue(json, new TypeReference<>() {});
      if (fields == null) {
        throw new IllegalArgumentException("null is no JSON object");
      }
      return fields;
    } catch (JacksonException failed) {
      // its message quotes the text, which may hold a secret
      throw new IllegalArgumentException("not a JSON object", failed);
    }
  }
}
