package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates in a real process: what they may cost, and what becomes of payloads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayloadTemplatesTest {

  private static final String GOOD = "{'text': type}";
  private static final Payload PAYLOAD =
      Payload.of("{\"timestamp\":1,\"type\":\"asset_create\",\"assetId\":\"a\"}");

  private final AtomicLong nanos = new AtomicLong();
  private volatile boolean writing;
  private final PayloadTemplates templates = new PayloadTemplates(nanos::get, () -> writing);

  @AfterAll
  void close() {
    templates.close();
  }

  private Payload shaped(String template) {
    return shaped(templates, template);
  }

  private static Payload shaped(PayloadTemplates templates, String template) {
    Event event =
        Event.of(new EventType("asset_create"), "a", Instant.ofEpochMilli(1), Snapshot.of(PAYLOAD));
    return templates.shaped(event, PAYLOAD, template);
  }

  private void later(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static String text(Payload payload) {
    return new String(payload.bytes(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a': $reverse([1..9999999])}",
        "{'a': $pad('a', 500000000)}",
        "{'a': [1..9999999].{'b': $}}",
        "($f := function($n) {1 + $f($n + 1)}; {'a': $f(1)})",
        "($f := function($n) {$f($n + 1)}; {'a': $f(1)})",
        "{'a': $contains($pad('a', 300, 'a'), /^(.*)(.*)(.*)(.*)(.*)b$/)}",
        "{'a': $reduce([1..40], function($t, $n) {$t & $t}, 'aaaa')}",
        "$zip([1..9999999], [1..9999999])",
      })
  void anAttackEndsWithinItsBoundsAndThePayloadItselfIsSent(String attack) {
    assertThat(text(shaped(GOOD))).isEqualTo("{\"text\":\"asset_create\"}");
    long began = System.nanoTime();
    Payload sent = shaped(attack);
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

    assertThat(sent.bytes()).isEqualTo(PAYLOAD.bytes());
    assertThat(sent.problem()).startsWith("The template made no body");
    // 250 ms of a processor, at most four times that in all; the rest is the end of the process
    assertThat(took).isLessThan(5_000);
    assertThat(text(shaped(GOOD))).isEqualTo("{\"text\":\"asset_create\"}");
  }

  @Test
  void whatNeededTooMuchIsNotTriedForAMinute() {
    String slow = "{'a': $pad('a', 400000000)}";
    for (int i = 0; i < 4 && !shaped(slow).problem().contains("not run"); i++) {
      assertThat(templates.failures()).as("a machine that is slow lets it run again").isPositive();
    }
    long began = System.nanoTime();
    Payload next = shaped(slow);
    assertThat(System.nanoTime() - began).isLessThan(Duration.ofMillis(100).toNanos());
    assertThat(next.problem()).contains("not run, since less than a minute ago it ");
    assertThat(next.bytes()).isEqualTo(PAYLOAD.bytes());
    assertThat(shaped(GOOD).problem()).as("other templates are tried").isEmpty();

    later(TemplateRecords.PAUSE);
    assertThat(shaped(slow).problem()).doesNotContain("not run");
  }

  @Test
  void aTemplateHasNoMoreThanItsShareOfAMinute() {
    TemplateRecords records = new TemplateRecords(nanos::get);
    records.spent("t", TemplateRecords.SHARE.toNanos() - 1);
    assertThat(records.refusal("t")).isEmpty();
    records.spent("t", 1);
    assertThat(records.refusal("t")).contains("more than 15 seconds within this minute");
    assertThat(records.refusal("other")).isEmpty();
    later(Duration.ofMinutes(1));
    assertThat(records.refusal("t")).isEmpty();
  }

  @Test
  void aProcessThatIsKilledInTheMiddleIsReplacedAndNothingIsLost() throws Exception {
    assertThat(shaped(GOOD).problem()).isEmpty();
    for (ProcessHandle each : processes()) {
      assertThat(kill(each)).isTrue();
    }
    assertThat(text(shaped(GOOD))).isEqualTo("{\"text\":\"asset_create\"}");

    // one that stands still while it is asked, and is killed then
    for (ProcessHandle each : processes()) {
      stop(each);
    }
    CompletableFuture<Payload> waits = CompletableFuture.supplyAsync(() -> shaped(GOOD));
    TimeUnit.MILLISECONDS.sleep(200);
    for (ProcessHandle each : processes()) {
      assertThat(kill(each)).isTrue();
    }
    assertThat(text(waits.get(20, TimeUnit.SECONDS))).isEqualTo("{\"text\":\"asset_create\"}");
  }

  @Test
  void whileTheDatabaseWaitsNoProcessIsStartedAndTimeIsBounded() throws Exception {
    try (PayloadTemplates others = new PayloadTemplates(nanos::get, () -> writing)) {
      writing = true;
      Payload early = shaped(others, GOOD);
      assertThat(early.bytes()).isEqualTo(PAYLOAD.bytes());
      assertThat(early.problem()).contains("not run: the database would have waited for it");

      writing = false;
      assertThat(text(shaped(others, GOOD))).isEqualTo("{\"text\":\"asset_create\"}");
      writing = true;
      assertThat(text(shaped(others, GOOD))).isEqualTo("{\"text\":\"asset_create\"}");

      for (ProcessHandle each : processes()) {
        stop(each);
      }
      long began = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(shaped(others, GOOD).bytes()).isEqualTo(PAYLOAD.bytes());
      }
      assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(2).toNanos());
    } finally {
      writing = false;
      ProcessHandle.current()
          .children()
          .filter(PayloadTemplatesTest::runsTemplates)
          .forEach(each -> signal(each, "CONT"));
    }
  }

  @Test
  void anEventThatIsRecordedWhileTheServerStopsIsSentAsItIs() {
    PayloadTemplates closed = new PayloadTemplates(nanos::get, () -> false);
    closed.close();
    assertThat(shaped(closed, GOOD).bytes()).isEqualTo(PAYLOAD.bytes());
  }

  @Test
  void whatIsTriedHasAProcessOfItsOwn() throws Exception {
    CompletableFuture<Boolean> attack =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return templates.tried("{'a': $pad('a', 300000000)}", PAYLOAD.bytes(), 1).length
                    < 0;
              } catch (TemplateFailure failure) {
                return failure.reason().contains("than");
              }
            });
    for (int i = 0; i < 20; i++) {
      assertThat(shaped(GOOD).problem()).isEmpty();
    }
    assertThat(attack.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aFailureIsCountedAndSaidOfTheWebhookForAnHour() {
    String bad = "{'a': $sum('x')}";
    Webhook webhook =
        Webhook.of(
            "Chat",
            "http://127.0.0.1/",
            new Webhook.Subscription(
                List.of(), List.of(), EventFilter.ALL, new Projection(List.of(), List.of(), bad)),
            Instant.EPOCH);
    templates.serve(() -> List.of(webhook));
    long before = templates.failures();
    assertThat(templates.complaints()).isEmpty();

    assertThat(shaped(bad).problem()).contains("(at character 11)");
    assertThat(templates.failures()).isEqualTo(before + 1);
    assertThat(templates.complaints())
        .singleElement()
        .asString()
        .startsWith("Webhook 'Chat' (times on this node: 1): The template made no body");
    later(Duration.ofHours(2));
    assertThat(templates.complaints()).isEmpty();
  }

  private static List<ProcessHandle> processes() {
    List<ProcessHandle> found =
        ProcessHandle.current().children().filter(PayloadTemplatesTest::runsTemplates).toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  /** Java itself cuts a long class path, and what stands behind it. */
  private static boolean runsTemplates(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"))
          .contains(TemplateProgram.class.getName());
    } catch (IOException ended) {
      return false;
    }
  }

  private static boolean kill(ProcessHandle process) throws Exception {
    signal(process, "KILL");
    return process.onExit().get(10, TimeUnit.SECONDS) != null;
  }

  /** Stops all threads of a process; a signal alone reaches some of them later. */
  private static void stop(ProcessHandle process) {
    signal(process, "STOP");
    Path tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
    Await.until("it is stopped", () -> statesOf(tasks).allMatch(state -> state.startsWith("T")));
  }

  private static Stream<String> statesOf(Path tasks) {
    try (Stream<Path> each = Files.list(tasks)) {
      return each.map(task -> state(task.resolve("stat"))).toList().stream();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** What comes behind the name in parentheses. */
  private static String state(Path stat) {
    try {
      String line = Files.readString(stat);
      return line.substring(line.lastIndexOf(')') + 2);
    } catch (IOException ended) {
      return "T, since the thread has ended";
    }
  }

  private static void signal(ProcessHandle process, String name) {
    String pid = String.valueOf(process.pid());
    try {
      var _ = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
