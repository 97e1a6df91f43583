package dev.carillon.hooks.spring.json;

import java.util.Map;

/** Writes and reads JSON as the rest of the program does. */
public interface JsonMapping {

  /** For programs without Jackson: only texts that are JSON already can be published. */
  JsonMapping NONE =
      new JsonMapping() {
        @Override
        public String write(Object object) {
          throw new IllegalArgumentException(
              "A payload of "
                  + object.getClass()
                  + " cannot be written as JSON, since the program has no bean of Jackson's mapper:"
                  + " add spring-boot-starter-json (Spring Boot 3) or spring-boot-starter-jackson"
                  + " (Spring Boot 4), or publish a String that is JSON");
        }

        @Override
        public Map<String, Object> read(byte[] json) {
          throw new IllegalArgumentException("the program has no bean of Jackson's mapper");
        }
      };

  /**
   * An object as JSON.
   *
   * @throws IllegalArgumentException if it cannot be written; the message names its class and why
   */
  String write(Object object);

  /**
   * The fields of a JSON object.
   *
   * @throws IllegalArgumentException if it is none
   */
  Map<String, Object> read(byte[] json);
}
