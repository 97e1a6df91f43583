package dev.carillon.hooks.jdbc.plans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.OnEachDatabase;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TestDatabase;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What ends the wait of a few events does not read all that are held. */
@OnEachDatabase
class HeldPlansTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final int SUBJECTS = 3_000;
  private static final long ROWS_MAX = 1_000;

  /** Finds the subjects whose time has come: it goes through an index, once for many of them. */
  private static final String WALK = "group by subject";

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private PlanRecorder database;
  private Store store;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = new PlanRecorder(kind.open(folder));
    store = kind.store(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void debouncedSubjectsAreFoundTogetherAndEachByItself() {
    webhook(new Grouping(60, 0, 0, 0), Ordering.NONE);
    record("due", 10, 2);
    clock.advance(Duration.ofSeconds(30));
    record("waiting", SUBJECTS, 2);
    clock.advance(Duration.ofSeconds(30));
    List<StatementPlan> statements = collected();
    assertThat(statements).filteredOn(one -> one.sql().contains(WALK)).hasSizeBetween(1, 2);
    readLittle(statements);
  }

  @Test
  void batchesAreMadeOfTheFirstThatAreReady() {
    webhook(new Grouping(60, 0, 50, 1), Ordering.NONE);
    record("due", 60, 2);
    clock.advance(Duration.ofSeconds(30));
    record("waiting", SUBJECTS, 1);
    clock.advance(Duration.ofSeconds(30));
    readLittle(collected());
    clock.advance(Duration.ofSeconds(2));
    readLittle(collected());
  }

  @Test
  void aBatchThatIsNotAllowedYetIsNotPutTogether() {
    webhook(new Grouping(0, 0, 10, 1), Ordering.SUBJECT);
    record("held", 20, 1);
    store.due().collect();
    database.taken();
    assertThat(collected()).isNotEmpty().noneMatch(one -> one.sql().contains("payloads"));
  }

  private List<StatementPlan> collected() {
    database.write(connection -> Sql.update(connection, "analyze"));
    database.begin();
    store.due().collect();
    return database.taken();
  }

  private void readLittle(List<StatementPlan> statements) {
    assertThat(statements).anyMatch(one -> one.sql().contains("merged_into"));
    for (StatementPlan one : statements) {
      if (kind == TestDatabase.SQLITE) {
        assertThat(one.plan())
            .as("%s", one)
            .noneMatch(
                line ->
                    line.matches(
                        "SEARCH (h|held_events) .*[(]webhook=[?][)]"
                            + "(?<!debounced [(]webhook=[?][)])(?<!ready [(]webhook=[?][)])"));
      } else if (!one.sql().contains(WALK)) {
        assertThat(one.postgresReads())
            .as("%s", one)
            .allSatisfy(read -> assertThat(read.rows()).isLessThanOrEqualTo(ROWS_MAX));
      }
    }
  }

  private void webhook(Grouping grouping, Ordering ordering) {
    store
        .webhooks()
        .add(
            Webhook.builder(clock.instant())
                .name("held")
                .url("https://example.org/held")
                .subscription(Webhook.Subscription.to(CREATED))
                .limits(new WebhookLimits(0, 0, 0, ordering))
                .grouping(grouping)
                .build());
  }

  private void record(String name, int subjects, int times) {
    database.<Boolean>write(
        connection -> {
          for (int n = 0; n < subjects * times; n++) {
            store
                .outbox()
                .append(
                    connection,
                    Event.of(
                        CREATED, name + n % subjects, clock.instant(), new TextSnapshot("s" + n)));
          }
          return true;
        });
  }
}
