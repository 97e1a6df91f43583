package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.spring.management.InvalidRequestException.FieldError;
import dev.carillon.hooks.validation.ValidationException;
import java.util.List;
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

  private static final System.Logger LOG = System.getLogger(ManagementProblems.class.getName());

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

  /** What the database said is for the log, not for callers. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> failed(HooksException failed) {
    LOG.log(System.Logger.Level.WARNING, "A request to manage webhooks failed", failed);
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "Webhooks cannot reach their database at present. Try again in some seconds.",
        List.of());
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
