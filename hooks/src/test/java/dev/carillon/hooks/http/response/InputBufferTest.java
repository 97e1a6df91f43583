package dev.carillon.hooks.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class InputBufferTest {

  @Test
  void aLargeHeadDoesNotLeaveALargeBufferBehind() throws IOException {
    InputBuffer intake = new InputBuffer(Script.whole("x".repeat(50_000) + "\n"));
    intake.begin();
    int before = intake.bytes().length;
    assertThat(intake.line()).isTrue();
    assertThat(intake.bytes().length).isGreaterThan(50_000);

    intake.begin();

    assertThat(intake.bytes().length).isEqualTo(before);
  }
}
