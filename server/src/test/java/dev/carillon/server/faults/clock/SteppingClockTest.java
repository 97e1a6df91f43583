package dev.carillon.server.faults.clock;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T1 and T4: the wall clock is set forward and back while deliveries are retried. */
@Tag("long")
@Tag("faults")
class SteppingClockTest {

  /** Long enough for the clock to be set between two attempts, whatever else the machine does. */
  private static final List<Duration> PLAN =
      List.of(
          Duration.ofMillis(3000),
          Duration.ofMillis(3100),
          Duration.ofMillis(3200),
          Duration.ofMillis(3300),
          Duration.ofMillis(3400));

  private static final String DELAYS = "webHooksRetryDelays=3s,3100ms,3200ms,3300ms,3400ms";
  private static final String NEVER_DISABLED = "webHooksFailuresBeforeDisable=-1";

  /** How far it is off after each attempt. */
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(2),
          Duration.ofHours(-2),
          Duration.ofDays(1),
          Duration.ofDays(-1),
          Duration.ZERO);

  /** Between the plan and a stall; a busy machine is late too. */
  private static final Duration LATE_MAX = Duration.ofSeconds(5);

  /** A request arrives within this time after it was signed. */
  private static final Duration SIGNED_BEFORE = Duration.ofSeconds(1);

  private static final double JITTER = 0.2;

  @TempDir Path temp;

  @Test
  @Tag("t1")
  void aStepOfTheWallClockNeitherStormsNorStallsNorEndsSessions() throws Exception {
    FakedClock clock = FakedClock.in(temp);
    Path home = temp.resolve("home");
    try (RecordingReceiver receiver = RecordingReceiver.answering(503);
        ClockedServer server = ClockedServer.launch(home, clock, "", DELAYS, NEVER_DISABLED)) {
      TestClient bearer = server.bearer();
      TestClient session =
          server.anonymous().loggedIn(ServerProcess.USERNAME, ServerProcess.PASSWORD);
      ClockedServer.webhook(bearer, receiver.url());
      bearer.form("/services/create", "assetPath", "/a.txt").ok();
      List<Setting> settings = new ArrayList<>();
      for (int step = 0; step < STEPS.size(); step++) {
        receiver.await(step + 1);
        long begun = System.nanoTime();
        clock.off(STEPS.get(step));
        settings.add(new Setting(STEPS.get(step), begun, System.nanoTime()));
        assertThat(bearer.known()).as("token at step %s", step).isTrue();
        assertThat(session.known()).as("session at step %s", step).isTrue();
      }
      receiver.now(Script.status(200));
      List<RecordedRequest> calls = receiver.await(STEPS.size() + 1);
      Thread.sleep(4500);
      FaultRecord.record("t1", Map.of("steps", STEPS.size(), "attempts", receiver.count()));

      assertThat(receiver.requests()).as("no storm").hasSize(PLAN.size() + 1);
      checkGaps(calls);
      checkTimestamps(calls, settings);
      server.process().terminate();
    }
    assertThat(durations(home)).hasSize(PLAN.size() + 1).noneMatch(Duration::isNegative);
  }

  @Test
  @Tag("t4")
  void eachRetryIsSignedWithItsOwnTime() throws Exception {
    FakedClock clock = FakedClock.in(temp);
    clock.off(Duration.ofMinutes(-10));
    try (RecordingReceiver receiver = RecordingReceiver.answering(503);
        ClockedServer server =
            ClockedServer.launch(temp.resolve("home"), clock, "", DELAYS, NEVER_DISABLED)) {
      TestClient bearer = server.bearer();
      String token = ClockedServer.webhook(bearer, receiver.url());
      bearer.form("/services/create", "assetPath", "/a.txt").ok();
      RecordedRequest tooOld = receiver.await(1).getFirst();
      assertThat(verifies(tooOld, token)).as("ten minutes are not tolerated").isFalse();

      clock.off(Duration.ZERO);
      List<RecordedRequest> retries = receiver.await(4).subList(1, 4);
      long refused = retries.stream().filter(retry -> !verifies(retry, token)).count();
      FaultRecord.record("t4", Map.of("retries", retries.size(), "refused", refused));

      assertThat(refused).isZero();
      assertThat(retries).extracting(RecordedRequest::id).containsOnly(tooOld.id());
      assertThat(retries).extracting(RecordedRequest::timestamp).doesNotHaveDuplicates();
      server.process().terminate();
    }
  }

  /** Whether the published library accepts it now: it tolerates 300 seconds. */
  private static boolean verifies(RecordedRequest request, String token) {
    Map<String, List<String>> headers =
        Stream.of("webhook-id", "webhook-timestamp", "webhook-signature")
            .collect(Collectors.toMap(name -> name, name -> List.of(request.header(name))));
    try {
      new Webhook("whsec_" + token).verify(request.request().text(), headers);
      return true;
    } catch (WebhookVerificationException | EmptyWebhookSecretException refused) {
      return false;
    }
  }

  private static void checkGaps(List<RecordedRequest> calls) {
    for (int i = 0; i < PLAN.size(); i++) {
      long gap = (calls.get(i + 1).atNanos() - calls.get(i).atNanos()) / 1_000_000;
      long planned = PLAN.get(i).toMillis();
      assertThat(gap)
          .as("gap %s", i)
          .isGreaterThanOrEqualTo((long) (planned * (1 - JITTER)) - 50)
          .isLessThan((long) (planned * (1 + JITTER)) + LATE_MAX.toMillis());
    }
  }

  /** They are the wall clock's at each attempt, whatever that shows. */
  private static void checkTimestamps(List<RecordedRequest> calls, List<Setting> settings) {
    for (RecordedRequest call : calls.subList(1, calls.size())) {
      assertThat(shown(call, settings))
          .as("what the clock showed at %s", call.timestamp())
          .anyMatch(at -> Duration.between(call.timestamp(), at).abs().compareTo(LATE_MAX) < 0);
    }
  }

  /** What the clock showed then: two times where it was set at that moment. */
  private static List<Instant> shown(RecordedRequest call, List<Setting> settings) {
    List<Instant> shown = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      boolean begun = call.atNanos() - settings.get(i).begun() >= 0;
      boolean over =
          i + 1 < settings.size()
              && call.atNanos() - settings.get(i + 1).done() > SIGNED_BEFORE.toNanos();
      if (begun && !over) {
        shown.add(call.at().plus(settings.get(i).off()));
      }
    }
    return shown;
  }

  /** The clock was set, between these times by {@link System#nanoTime}. */
  private record Setting(Duration off, long begun, long done) {}

  private static List<Duration> durations(Path home) throws Exception {
    Path file = home.resolve("data").resolve("carillon.db");
    return StoredDeliveries.whole("jdbc:sqlite:file:" + file + "?mode=ro").stream()
        .flatMap(delivery -> delivery.attempts().stream())
        .map(Attempt::duration)
        .toList();
  }
}
