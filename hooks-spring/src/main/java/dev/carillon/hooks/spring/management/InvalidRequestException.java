package dev.carillon.hooks.spring.management;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serial;
import java.util.List;
import org.springframework.http.HttpStatusCode;

/** A request that is refused, and why. */
final class InvalidRequestException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final HttpStatusCode status;
  private final transient List<FieldError> errors;

  InvalidRequestException(HttpStatusCode status, String detail, List<FieldError> errors) {
    super(detail);
    this.status = status;
    this.errors = List.copyOf(errors);
  }

  HttpStatusCode status() {
    return status;
  }

  List<FieldError> errors() {
    return errors;
  }

  /**
   * What is wrong with one field.
   *
   * @param field its name in the request
   * @param value its value, cut where it is long; hidden if it may be a secret
   * @param message what is allowed
   */
  record FieldError(
      @JsonProperty("field") String field,
      @JsonProperty("value") String value,
      @JsonProperty("message") String message) {}
}
