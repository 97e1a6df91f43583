package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Schedule;
import dev.carillon.server.invariant.Span;
import dev.carillon.server.invariant.Subscriber;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies while a webhook is changed: it is as it was, or as it was to be. */
@Tag("long")
@Tag("faults")
@Tag("c2")
class SwitchPointsTest {

  private static final int KILLS = FaultRecord.scaled(2, 20);
  private static final String WEBHOOK = "/services/admin/webhook/";
  private static final int RECOVERED_AT_ONCE = 200;

  private static final int OTHERS_MAX = 6;

  @TempDir Path temp;

  /** Not committed: it is enabled. Committed: it is disabled, and what comes then is missed. */
  @Test
  void aWebhookThatIsBeingDisabledIsEnabledOrDisabled() throws Exception {
    try (CrashScenario scenario = scene()) {
      Journal.Writer writer = scenario.journal().writer();
      Client client = scenario.subscribed();
      String second = WEBHOOK + scenario.id("second");
      List<Span> certain = new ArrayList<>();
      List<Span> perhaps = new ArrayList<>();
      Instant since = Instant.MIN;
      long missed = 0;
      int others = 0;
      for (int kill = 0; kill < KILLS + others; kill++) {
        boolean committed = (kill - others) % 2 == 1;
        Span until;
        Span atMost;
        try (ServerProcess server = startedAt(scenario, commit(committed))) {
          assertThat(writer.step(client).ok()).isTrue();
          scenario.settle();
          until = new Span(since, Instant.now());
          diesDuring(scenario, server, () -> client.call("PUT " + second + "/disable"));
          atMost = new Span(since, Instant.now());
        }
        try (ServerProcess server = plain(scenario)) {
          boolean disabled = !client.call("GET " + second).accepted().path("enabled").asBoolean();
          if (committed && !disabled) {
            others = another(others);
          } else {
            assertThat(disabled).isEqualTo(committed);
          }
          assertThat(writer.step(client).ok()).isTrue();
          missed += disabled ? 1 : 0;
          assertThat(missed(scenario)).isEqualTo(missed);
          if (disabled) {
            certain.add(until);
            perhaps.add(atMost);
            since = Instant.now();
            client.call("PUT " + second + "/enable").accepted();
          }
          scenario.settle();
          scenario.stop(server);
        }
      }
      certain.add(new Span(since, Instant.MAX));
      perhaps.add(new Span(since, Instant.MAX));
      scenario.hears(new Subscriber("second", certain, perhaps));
      finish("c2.during-disable", scenario);
    }
  }

  /** The failures that switch it off are stored with the switching, or come again. */
  @Test
  void aWebhookThatIsBeingSwitchedOffIsOnAndItsLastFailuresAreForgotten() throws Exception {
    try (CrashScenario scenario = scene()) {
      scenario.properties("webHooksFailuresBeforeDisable=3\nwebHooksRetryDelays=1s,2s,3s\n");
      scenario.evidence().schedule(Schedule.ofSeconds(1, 2, 3));
      Journal.Writer writer = scenario.journal().writer();
      Client client = scenario.subscribed();
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = startedAt(scenario, Point.DURING_SWITCHING_OFF)) {
          scenario.receiver().answer(r -> Receipt.webhook(r).equals("second") ? 500 : 200);
          Point.arm(folder(), 1);
          writer.step(client);
          writer.step(client);
          writer.step(client);
          assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
          scenario.died(server);
        }
        scenario.receiver().answer(r -> 200);
        try (ServerProcess server = plain(scenario)) {
          JsonNode second = client.call("GET " + WEBHOOK + scenario.id("second")).accepted();
          assertThat(second.path("enabled").asBoolean()).isTrue();
          scenario.settle();
          scenario.stop(server);
        }
      }
      finish("c2.during-switching-off", scenario);
    }
  }

  /** Not committed: the old token signs. Committed: the new one does, though nobody saw it. */
  @Test
  void aSecretThatIsBeingRolledIsTheOldOrTheNewOne() throws Exception {
    try (CrashScenario scenario = scene()) {
      Journal.Writer writer = scenario.journal().writer();
      Client client = scenario.subscribed();
      String second = WEBHOOK + scenario.id("second");
      int others = 0;
      for (int kill = 0; kill < KILLS + others; kill++) {
        boolean committed = (kill - others) % 2 == 1;
        String before;
        try (ServerProcess server = startedAt(scenario, commit(committed))) {
          before = token(client, second);
          diesDuring(scenario, server, () -> client.call("POST " + second + "/generate-token"));
        }
        try (ServerProcess server = plain(scenario)) {
          String after = token(client, second);
          if (committed && after.equals(before)) {
            others = another(others);
          } else {
            assertThat(after.equals(before)).isEqualTo(!committed);
          }
          scenario.trustOnly("second", after);
          assertThat(writer.step(client).ok()).isTrue();
          scenario.settle();
          scenario.stop(server);
        }
      }
      finish("c2.during-secret-roll", scenario);
    }
  }

  /** Each batch of what is recovered is committed or not; the rest is recovered by a next call. */
  @Test
  void missedEventsThatAreBeingRecoveredStayMissedOrArriveOnce() throws Exception {
    try (CrashScenario scenario = scene()) {
      List<Journal.Writer> writers = scenario.writers(8);
      Client client = scenario.subscribed();
      String second = WEBHOOK + scenario.id("second");
      int others = 0;
      for (int kill = 0; kill < KILLS + others; kill++) {
        boolean committed = (kill - others) % 2 == 1;
        try (ServerProcess server = startedAt(scenario, commit(committed))) {
          client.call("PUT " + second + "/disable").accepted();
          int goal = scenario.journal().accepted() + RECOVERED_AT_ONCE + 50;
          Load load = Load.of(writers, client);
          Await.until(() -> scenario.journal().accepted() >= goal);
          load.stop();
          client.call("PUT " + second + "/enable").accepted();
          scenario.settle();
          long missed = missed(scenario);
          assertThat(missed).isGreaterThan(RECOVERED_AT_ONCE);
          diesDuring(scenario, server, () -> client.call("POST " + second + "/recover"));
          if (committed && missed(scenario) == missed) {
            others = another(others);
          } else {
            assertThat(missed(scenario)).isEqualTo(missed - (committed ? RECOVERED_AT_ONCE : 0));
          }
        }
        try (ServerProcess server = plain(scenario)) {
          long left = missed(scenario);
          JsonNode answer = client.call("POST " + second + "/recover").accepted();
          assertThat(answer.path("recovered").asLong()).isEqualTo(left);
          scenario.settle();
          assertThat(missed(scenario)).isZero();
          scenario.stop(server);
        }
      }
      finish("c2.during-recovery", scenario);
    }
  }

  private Path folder() {
    return temp.resolve("point");
  }

  private CrashScenario scene() throws IOException {
    return CrashScenario.in(temp.resolve("home"));
  }

  private static Point commit(boolean committed) {
    return committed ? Point.AFTER_COMMIT : Point.BEFORE_COMMIT;
  }

  private ServerProcess startedAt(CrashScenario scenario, Point point) throws Exception {
    Point.disarm(folder());
    return scenario.launch(point.in(folder())).start();
  }

  private ServerProcess plain(CrashScenario scenario) throws Exception {
    Point.disarm(folder());
    return scenario.launch(Launch.PLAIN).start();
  }

  /** At the change's own commit: before it the audit log has committed that the call begins. */
  private void diesDuring(CrashScenario scenario, ServerProcess server, Call call)
      throws Exception {
    Point.arm(folder(), 2);
    assertThatThrownBy(call::make).isInstanceOf(IOException.class);
    assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
    scenario.died(server);
  }

  /** It was the commit of something else, such as sums, at which the server died. */
  private static int another(int others) {
    assertThat(others).isLessThan(OTHERS_MAX);
    return others + 1;
  }

  private static String token(Client client, String webhook) throws IOException {
    return client.call("GET " + webhook).accepted().path("secretToken").asText();
  }

  private static long missed(CrashScenario scenario) throws Exception {
    return scenario.store().stored().count(State.MISSED);
  }

  private static void finish(String name, CrashScenario scenario) throws Exception {
    try (ServerProcess server = scenario.launch(Launch.PLAIN).start()) {
      Verdict verdict = scenario.verdict();
      Map<String, Number> counts = new LinkedHashMap<>(Map.of("kills", KILLS));
      counts.putAll(verdict.counts());
      FaultRecord.record(name, counts);

      assertThat(verdict.faults()).isEmpty();
      scenario.stop(server);
    }
    scenario.checkStore();
  }

  /** A call that will not be answered. */
  @FunctionalInterface
  private interface Call {
    Client.Answer make() throws IOException;
  }
}
