package dev.carillon.server.platform.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What fails a thousand times is told a few times. */
class RepeatedFailureTest {

  private final List<String> lines = new ArrayList<>();
  private final RepeatedFailure failure = new RepeatedFailure(new Lines(lines), "It is broken");

  @Test
  void theLogTellsOfItOnceAndWhenItChangesAndWhenItIsOver() {
    for (int i = 0; i < 1000; i++) {
      failure.happened(new IOException("full"));
    }
    assertThat(lines).containsExactly("ERROR It is broken; retrying");
    assertThat(failure.trouble()).isEqualTo("It is broken: java.io.IOException: full");
    failure.happened(new IOException("gone"));
    assertThat(lines).hasSize(2);
    failure.over();
    failure.over();
    assertThat(lines).hasSize(3);
    assertThat(lines.getLast()).startsWith("INFO Recovered from");
    assertThat(failure.trouble()).isEmpty();
    failure.happened(new IOException("gone"));
    assertThat(lines).hasSize(4);
  }

  private record Lines(List<String> lines) implements System.Logger {

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
      lines.add(level + " " + message);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
      lines.add(level + " " + format);
    }
  }
}
