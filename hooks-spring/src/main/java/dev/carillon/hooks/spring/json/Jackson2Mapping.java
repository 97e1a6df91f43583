package dev.carillon.hooks.spring.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;

/** JSON by a mapper of Jackson 2. */
public final class Jackson2Mapping implements JsonMapping {

  private final ObjectMapper mapper;

  /** By this mapper. */
  public Jackson2Mapping(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public String write(Object object) {
    try {
      return mapper.writeValueAsString(object);
    } catch (JsonProcessingException failed) {
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
    } catch (IOException failed) {
      // its message quotes the text, which may hold a secret
      throw new IllegalArgumentException("not a JSON object", failed);
    }
  }
}
