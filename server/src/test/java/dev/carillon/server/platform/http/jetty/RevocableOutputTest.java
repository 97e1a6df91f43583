package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevocableOutputTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicBoolean allowed = new AtomicBoolean(true);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final RevocableOutput out = new RevocableOutput(written, this::asked, now::get);

  private boolean asked() {
    asked.incrementAndGet();
    return allowed.get();
  }

  @Test
  void nothingIsWrittenASecondAfterTheReaderMayNotHaveIt() throws IOException {
    out.write("one".getBytes(UTF_8));
    allowed.set(false);
    now.set(999_999_999);
    out.write("two".getBytes(UTF_8));
    now.set(1_000_000_000);
    assertThatIOException().isThrownBy(() -> out.write("three".getBytes(UTF_8)));
    assertThatIOException().isThrownBy(() -> out.write('4'));
    assertThat(written.toString(UTF_8)).isEqualTo("onetwo");
  }

  @Test
  void itIsAskedOnceASecondAtMost() throws IOException {
    for (int i = 0; i < 1000; i++) {
      now.set(i * 10_000_000L);
      out.write('x');
    }
    assertThat(asked).hasValue(9);
    assertThat(written.size()).isEqualTo(1000);
  }
}
