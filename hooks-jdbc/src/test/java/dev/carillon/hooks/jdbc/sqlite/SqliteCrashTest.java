package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Numbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class SqliteCrashTest {

  private static final int KILLS = 8;
  private static final long NUMBERS_OF_A_RUN = 10_000_000;

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereAfterTheProcessWasKilled() throws Exception {
    Path file = folder.resolve("crash.db");
    List<Long> acknowledged = new ArrayList<>();
    Random random = new Random(7);
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged.addAll(runAndKill(file, kill * NUMBERS_OF_A_RUN, 500 + random.nextInt(2000)));
    }
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      assertThat(acknowledged).hasSizeGreaterThan(KILLS * 500);
      assertThat(new HashSet<>(Numbers.in(database).all())).containsAll(acknowledged);
    }
  }

  private static List<Long> runAndKill(Path file, long first, int after) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NumberWriter.class.getName(),
                file.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> printed = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(";")) { // the last line may be cut
          printed.add(Long.parseLong(line.substring(0, line.length() - 1)));
        }
        if (printed.size() == after) {
          process.toHandle().destroyForcibly(); // the process itself would close its output
        }
      }
    }
    return printed;
  }

  /** A process that writes numbers from many callers and prints those that are acknowledged. */
  static final class NumberWriter {

    private static final int CALLERS = 16;

    private NumberWriter() {}

    /** Runs until it is killed; arguments: the file, the first number. */
    public static void main(String[] arguments) throws InterruptedException {
      Numbers numbers = Numbers.in(SqliteDatabase.open(Path.of(arguments[0])));
      AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      Thread last = Thread.currentThread();
      for (int i = 0; i < CALLERS; i++) {
        last = Thread.ofVirtual().start(() -> writeForEver(numbers, next, out));
      }
      last.join();
    }

    private static void writeForEver(Numbers numbers, AtomicLong next, PrintStream out) {
      while (true) {
        long number = next.getAndIncrement();
        numbers.write(number);
        out.println(number + ";");
      }
    }
  }
}
