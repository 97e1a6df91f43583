package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.postgresql.Server;
import dev.carillon.hooks.jdbc.sqlite.SqliteFixture;
import dev.carillon.hooks.webhook.Webhook;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * After {@code kill -9}, at whatever moment, each delivery is open or ended, never both and never
 * neither, and what was acknowledged is as it was acknowledged.
 */
@Tag("long")
@OnEachDatabase
class KilledTest {

  private static final int KILLS = 2;
  private static final int ENDED_BEFORE_A_KILL = 250;

  @Parameter private TestDatabase kind;
  @TempDir private Path folder;

  @Test
  void eachDeliveryIsOpenOrEndedHoweverTheProcessWasKilled() throws Exception {
    String place = place();
    Map<String, String> told = new HashMap<>();
    Webhook webhook = prepare(place);
    for (int kill = 0; kill < KILLS; kill++) {
      told.putAll(runAndKill(place));
      try (Database database = SettlingProcess.database(place)) {
        Store store = open(database);
        check(store, webhook, told);
        store.lease().release();
      }
    }
    assertThat(told.values())
        .contains("recorded", "delivered", "exhausted", "cancelled")
        .hasSizeGreaterThan(KILLS * ENDED_BEFORE_A_KILL);
  }

  /** Where the store is, as {@link SettlingProcess} takes it; its tables are there. */
  private String place() {
    if (kind == TestDatabase.POSTGRESQL) {
      return Server.ONE.url(Server.ONE.newDatabase());
    }
    Path file = folder.resolve("killed.db");
    SqliteFixture.database(file).close();
    return file.toString();
  }

  private static Webhook prepare(String place) {
    try (Database database = SettlingProcess.database(place)) {
      Store store = SettlingProcess.store(database);
      Webhook webhook =
          Webhook.of(
              "any",
              "https://example.org",
              Webhook.Subscription.to(SettlingProcess.TYPE),
              Instant.now());
      store.webhooks().add(webhook);
      store.lease().release();
      return webhook;
    }
  }

  /** As soon as the lease of the one before has ended. */
  private static Store open(Database database) throws InterruptedException {
    while (true) {
      try {
        return SettlingProcess.store(database);
      } catch (HooksException live) {
        assertThat(live.code()).isEqualTo(HooksException.Code.STORE_LOCKED);
        Thread.sleep(20);
      }
    }
  }

  /** The last that was told of each delivery, by its id. */
  private static Map<String, String> runAndKill(String place) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SettlingProcess.class.getName(),
                place)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, String> told = new HashMap<>();
    int ended = 0;
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(";")) { // the last line may be cut
          String[] words = line.substring(0, line.length() - 1).split(" ", 2);
          told.put(words[1], words[0]);
          ended += words[0].endsWith("ed") && !words[0].equals("recorded") ? 1 : 0;
        }
        if (ended == ENDED_BEFORE_A_KILL) {
          process.toHandle().destroyForcibly(); // the process itself would close its output
        }
      }
    }
    return told;
  }

  private static void check(Store store, Webhook webhook, Map<String, String> told) {
    Map<String, Entry> log = new HashMap<>();
    for (Entry entry : all(store)) {
      assertThat(log.put(entry.delivery().id().value(), entry)).as("twice in the log").isNull();
    }
    Set<String> open = new HashSet<>();
    long after = -1;
    List<Delivery> page = page(store, webhook, after);
    while (!page.isEmpty()) {
      page.forEach(one -> assertThat(open.add(one.id().value())).as("open twice").isTrue());
      after = page.getLast().sequence();
      page = page(store, webhook, after);
    }
    assertThat(log.keySet()).as("what was acknowledged").containsAll(told.keySet());
    assertThat(log.keySet()).containsAll(open);
    log.forEach(
        (id, entry) -> {
          String state = entry.delivery().state().name();
          assertThat(open.contains(id))
              .as("%s is %s", id, state)
              .isEqualTo(state.equals("pending"));
          boolean tried = state.equals("delivered") || state.equals("exhausted");
          assertThat(entry.delivery().attempts()).isEqualTo(tried ? 1 : 0);
          assertThat(entry.last().made()).isEqualTo(tried);
          List<String> possible =
              switch (told.getOrDefault(id, "recorded")) {
                case "recorded" -> List.of("pending");
                case "cancelling" -> List.of("pending", "cancelled");
                case "settling" -> List.of("pending", "delivered", "exhausted");
                case String acknowledged -> List.of(acknowledged);
              };
          assertThat(state).as(id).isIn(possible);
        });
    for (String state : List.of("pending", "delivered", "exhausted", "cancelled")) {
      long expected =
          log.values().stream().filter(one -> one.delivery().state().name().equals(state)).count();
      assertThat(store.log().count(DeliveryFilter.ALL.in(state), 100_000))
          .isEqualTo(new Count(expected, false));
    }
    log.values().stream()
        .limit(200)
        .forEach(
            entry ->
                assertThat(store.attempts().of(entry.delivery().id()))
                    .hasSize(entry.delivery().attempts()));
  }

  private static List<Delivery> page(Store store, Webhook webhook, long after) {
    return store.due().inSequence(webhook.id(), after, 100).stream()
        .map(due -> due.delivery())
        .toList();
  }

  private static List<Entry> all(Store store) {
    List<Entry> all = new ArrayList<>();
    Page page = store.log().page(DeliveryFilter.ALL, Cursor.OLDEST, 500);
    all.addAll(page.entries());
    while (page.more()) {
      page = store.log().page(DeliveryFilter.ALL, page.end(), 500);
      all.addAll(page.entries());
    }
    return all;
  }
}
