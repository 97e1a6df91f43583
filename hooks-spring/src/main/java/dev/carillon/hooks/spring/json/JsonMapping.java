package dev.carillon.hooks.spring.json;

/** Writes objects as JSON, as the rest of the program does. */
@FunctionalInterface
public interface JsonMapping {

  /** For programs without Jackson: only texts that are JSON already can be published. */
  JsonMapping NONE =
      object -> {
        throw new IllegalArgumentException(
            "A payload of "
                + object.getClass()
                + " cannot be written as JSON, since the program has no bean of Jackson's mapper:"
                + " add spring-boot-starter-json (Spring Boot 3) or spring-boot-starter-jackson"
                + " (Spring Boot 4), or publish a String that is JSON");
      };

  /**
   * An object as JSON.
   *
   * @throws IllegalArgumentException if it cannot be written; the message names its class and why
   */
  String write(Object object);
}
