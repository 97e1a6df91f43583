package dev.carillon.hooks.spring.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.HooksException;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** What callers get where the database fails. */
class ManagementProblemsTest {

  @Test
  void whatTheDatabaseSaidIsNotShown() {
    ResponseEntity<ProblemDetail> problem =
        new ManagementProblems()
            .failed(new HooksException(HooksException.Code.STORE_UNAVAILABLE, "host db7"));
    assertThat(problem.getStatusCode().value()).isEqualTo(503);
    assertThat(problem.getBody())
        .satisfies(
            body -> assertThat(body.getDetail()).contains("Try again").doesNotContain("db7"));
  }
}
