package dev.carillon.hooks.spring.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

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
          "A payload of " + object.getClass() + " cannot be written as JSON: " + failed.getMessage(),
          failed);
    }
  }
}
