package dev.carillon.hooks.spring.json;

import tools.jackson.core.JacksonException;
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
          "A payload of " + object.getClass() + " cannot be written as JSON: " + failed.getMessage(),
          failed);
    }
  }
}
