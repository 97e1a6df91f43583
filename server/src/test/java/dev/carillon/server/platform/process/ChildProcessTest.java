package dev.carillon.server.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.testing.Await;
import java.io.DataInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that is closed while it begins neither stays nor is waited for. */
class ChildProcessTest {

  private static final String MARK = "31.4159";

  /** Never says that it is ready. */
  private static final List<String> SILENT = List.of("sleep", MARK);

  /** Is ready at once, and repeats each byte. */
  private static final List<String> READY = List.of("sh", "-c", "printf r; exec cat");

  private static final ProcessLimits LIMITS =
      new ProcessLimits(Duration.ofSeconds(5), false, Duration.ofMinutes(1), () -> false);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void end() {
    timer.shutdownNow();
    children().forEach(ProcessHandle::destroyForcibly);
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(
            child ->
                List.of(child.info().arguments().orElse(new String[0])).contains(MARK)
                    || child.info().command().orElse("").endsWith("cat"))
        .toList();
  }

  private ChildProcess process(List<String> command) {
    return new ChildProcess(() -> command, () -> {}, LIMITS, timer);
  }

  private static byte repeated(ChildProcess process) throws Exceeded {
    return process.<Byte, RuntimeException>ask(out -> out.write(7), DataInputStream::readByte);
  }

  @Test
  void aCloseEndsAProcessThatIsNotReadyAndItsCaller() throws Exception {
    ChildProcess process = process(SILENT);
    CompletableFuture<Byte> caller =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return repeated(process);
              } catch (Exceeded exceeded) {
                throw new IllegalStateException(exceeded);
              }
            });
    Await.until("the process has begun", () -> !children().isEmpty());
    // as when the server stops: nothing watches the start any more
    timer.shutdownNow();
    process.close();
    assertThatThrownBy(() -> caller.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UncheckedIOException.class);
    Await.until("the process has ended", () -> children().isEmpty());
  }

  @Test
  void noneIsLeftWhoseTimeCannotBeWatchedSinceTheServerStops() {
    ChildProcess process = process(SILENT);
    timer.shutdownNow();
    assertThatThrownBy(() -> repeated(process))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the server stops");
    Await.until("no process is left", () -> children().isEmpty());
  }

  @Test
  void aCloseRightBeforeAProcessBeginsLeavesNone() {
    List<ChildProcess> made = new CopyOnWriteArrayList<>();
    ChildProcess process =
        new ChildProcess(
            () -> {
              made.forEach(ChildProcess::close);
              return READY;
            },
            () -> {},
            LIMITS,
            timer);
    made.add(process);
    assertThatThrownBy(process::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("closed");
    assertThat(process.ready()).isFalse();
    Await.until("no process is left", () -> children().isEmpty());
  }

  @Test
  void noneIsStartedAfterAClose() throws Exception {
    ChildProcess process = process(READY);
    assertThat(repeated(process)).isEqualTo((byte) 7);
    process.close();
    assertThatThrownBy(() -> repeated(process)).isInstanceOf(UncheckedIOException.class);
    Await.until("no process is left", () -> children().isEmpty());
  }
}
