package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.spring.management.InvalidRequestException.FieldError;
import dev.carillon.hooks.validation.ValidationException;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Makes problem details (RFC 9457) of what the controllers refuse. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(assignableTypes = {WebhookController.class, DeliveryController.class})
class ManagementProblems {

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(InvalidRequestException refused) {
    return problem(refused.status(), refused.getMessage(), refused.errors());
  }

  /** Values that the library does not allow. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> notAllowed(ValidationException notAllowed) {
    List<FieldError> errors =
        notAllowed.violations().stream()
            .map(one -> new FieldError(one.field(), one.value(), "must be " + one.allowed()))
            .toList();
    return problem(
        HttpStatus.BAD_REQUEST,
        errors.size() == 1 ? "A field is not allowed." : "Some fields are not allowed.",
        errors);
  }

  /** A value that the library does not allow; its message names the field, the value, the rule. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(IllegalArgumentException notAllowed) {
    return problem(HttpStatus.BAD_REQUEST, notAllowed.getMessage(), List.of());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unknown(NoSuchElementException unknown) {
    return problem(HttpStatus.NOT_FOUND, unknown.getMessage(), List.of());
  }

  private static ResponseEntity<ProblemDetail> problem(
      HttpStatusCode status, @Nullable String detail, List<FieldError> errors) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(detail));
    if (!errors.isEmpty()) {
      problem.setProperty("errors", errors);
    }
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
