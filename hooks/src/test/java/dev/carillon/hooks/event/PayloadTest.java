package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.validation.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  @Test
  void aPayloadIsJsonUnlessItSaysOtherwise() {
    Payload plain = Payload.of("{}");
    assertThat(plain.contentType()).isEqualTo("application/json; charset=UTF-8");
    assertThat(Snapshot.of("{}").contentType()).isEqualTo(plain.contentType());
    assertThat(plain.as(Payload.JSON)).isSameAs(plain);
    assertThat(plain.as("application/xml")).isNotEqualTo(plain);
    assertThat(Snapshot.of(plain.as("application/xml")).contentType()).isEqualTo("application/xml");
  }

  @Test
  void whatIsSentInsteadOfAnotherPayloadSaysWhyInOneLine() {
    Payload plain = Payload.of("{}");
    assertThat(plain.problem()).isEmpty();
    assertThat(plain.withProblem("")).isSameAs(plain);
    Payload instead = plain.withProblem("a\r\n b\u0000\ud800 ");
    assertThat(instead.problem()).isEqualTo("a b ?");
    assertThat(instead).isNotEqualTo(plain);
    assertThat(instead.as("application/xml").problem()).isEqualTo("a b ?");
    assertThat(plain.withProblem("x".repeat(2_000)).problem()).hasSize(Payload.PROBLEM_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/xml",
        "application/cloudevents+json",
        "text/plain; charset=utf-8",
        "application/vnd.acme.order.v1+json;profile=\"a b\""
      })
  void aMediaTypeIsAContentType(String type) {
    assertThat(Payload.of("x").as(type).contentType()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xml",
        "application/",
        "/xml",
        "text/plain\r\nX-More: 1",
        "text/plain; a=\n",
        "text/plain;",
        "text/plain ",
        "text/pläin",
        "a/b/c"
      })
  void nothingElseIs(String type) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Payload.of("x").as(type))
        .withMessageContaining("'contentType' must be a content type")
        .withMessageNotContaining("\n");
  }
}
