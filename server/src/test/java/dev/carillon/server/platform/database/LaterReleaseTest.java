package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.LaterRelease;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This release on tables that later ones have changed, and later ones beside this release. */
class LaterReleaseTest {

  private static final int OWN = TableBuild.number();

  @TempDir private Path home;
  @TempDir private Path folder;

  @OnEachDatabase
  void aServerWorksOnTheTablesOfTheNextRelease(TestDatabase database) throws SQLException {
    String url = database.fresh();
    new TestServer(home, url).close();
    migrate(url, next());

    try (TestServer server = new TestServer(home, url)) {
      TestClient admin = server.admin();
      admin
          .json(
              "POST",
              "/services/admin/webhook",
              "{\"name\": \"w\", \"url\": \"http://127.0.0.1:9/\", \"eventTypes\": [\"asset_create\"]}")
          .is(201);
      admin.newAsset("/Zone", "a.txt");
    }
    assertThat(state(url, here(url))).isInstanceOf(TableState.Usable.class);
  }

  @OnEachDatabase
  void itRefusesThoseOfTheReleaseAfterThatAndNamesBothVersions(TestDatabase database)
      throws SQLException {
    String url = database.fresh();
    new TestServer(home, url).close();
    migrate(url, next());
    migrate(url, release(OWN + 2, OWN + 1, "0.3.0", Map.of()));

    assertThatThrownBy(() -> new TestServer(home, url))
        .isInstanceOf(HooksException.class)
        .hasMessageContaining("are those of Carillon 0.3.0, and Carillon development is too old")
        .hasMessageContaining("Nothing was changed there. Use Carillon 0.3.0 or later");
  }

  @OnEachDatabase
  void itRefusesTheNextReleaseWhereThatDidNotOnlyAdd(TestDatabase database) throws SQLException {
    String url = database.fresh();
    new TestServer(home, url).close();
    migrate(
        url,
        release(
            OWN + 1,
            OWN + 1,
            "1.0.0",
            Map.of("V101__other.sql", "alter table assets rename column blob to file;")));

    assertThatThrownBy(() -> new TestServer(home, url))
        .hasMessageContaining("are those of Carillon 1.0.0, and Carillon development is too old");
  }

  /**
   * A build that was never a release, or one that stopped halfway: Flyway alone would accept it.
   */
  @OnEachDatabase
  void itRefusesScriptsThatNoReleaseAnnounced(TestDatabase database) throws SQLException {
    String url = database.fresh();
    new TestServer(home, url).close();
    migrate(url, next());
    sql(url, "delete from schema_releases where number > " + OWN);

    assertThatThrownBy(() -> new TestServer(home, url))
        .hasMessageContaining("were made by another build of Carillon");
  }

  @OnEachDatabase
  void aReleaseIsAnnouncedBeforeItsScriptsRan(TestDatabase database) throws SQLException {
    String url = database.fresh();
    new TestServer(home, url).close();
    LaterRelease broken = release(OWN + 1, OWN, "0.2.0", Map.of("V101__x.sql", "no statement;"));

    assertThatThrownBy(() -> migrate(url, broken)).hasMessageContaining("V101__x.sql");

    assertThat(number(url, "select max(number) from schema_releases")).isEqualTo(OWN + 1);
    new TestServer(home, url).close();
  }

  @Test
  void aReleaseDoesNotChangeTablesUnderServersThatAreTooOld() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    LaterRelease afterNext = release(OWN + 2, OWN + 1, "0.3.0", LaterRelease.ADDITIVE);
    try (TestServer server = new TestServer(home, url)) {
      String name = server.admin().get("/api/nodes").json().at("/nodes/0/name").asText();
      assertThatThrownBy(() -> start(url, afterNext))
          .hasMessageContaining("Carillon 0.3.0 would change the tables of the database")
          .hasMessageContaining("too old for that: " + name + " (Carillon development)")
          .hasMessageContaining("Install the releases in between");
      assertThat(number(url, "select count(*) from schema_history")).isEqualTo(2);
      start(url, next());
      server.admin().newAsset("/Zone", "a.txt");
    }
    start(url, release(OWN + 2, OWN + 1, "0.3.0", Map.of()));
  }

  @Test
  void aServerThatFindsTooNewTablesAfterItsScriptsIsRefused() {
    String url = TestDatabase.POSTGRESQL.fresh();
    // as if the other server had announced itself in the meantime
    String announced =
        "insert into schema_releases (number, works_with, version) values (%d, %d, '0.9.0');"
            .formatted(OWN + 9, OWN + 8);
    LaterRelease late = release(OWN + 1, OWN, "0.2.0", Map.of("V101__x.sql", announced));

    assertThatThrownBy(() -> start(url, late))
        .isInstanceOf(HooksException.class)
        .hasMessageContaining("are those of Carillon 0.9.0, and Carillon 0.2.0 is too old");
  }

  /** Who waits for the lock of a table keeps all others waiting behind. */
  @Test
  void aScriptThatWaitsForALockStopsNobodyForLong() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    new TestServer(home, url).close();
    try (Connection backup = DriverManager.getConnection(url);
        var statement = backup.createStatement()) {
      backup.setAutoCommit(false);
      statement.execute("lock table webhooks in access share mode");
      CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> start(url, next()));
      Await.until("it waits for the lock", () -> waiting(url, "webhooks") == 1);
      Await.until("it has given way", () -> waiting(url, "webhooks") == 0);
      assertThat(migration).isNotDone();
      backup.commit();
      migration.join();
    }
    assertThat(number(url, "select count(*) from later_table")).isZero();
  }

  /** A server at work locks the same tables in another order. */
  @Test
  void aScriptThatMeetsADeadlockRunsAgain() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    new TestServer(home, url).close();
    String script =
        "alter table webhooks add column later text; alter table assets add column later text;";
    LaterRelease release = release(OWN + 1, OWN, "0.2.0", Map.of("V101__later.sql", script));
    CompletableFuture<Void> migration;
    try (Connection atWork = DriverManager.getConnection(url);
        var statement = atWork.createStatement()) {
      atWork.setAutoCommit(false);
      statement.execute("lock table assets in access share mode");
      migration = CompletableFuture.runAsync(() -> start(url, release));
      Await.until("it waits for assets", () -> waiting(url, "assets") == 1);
      // whose wait began first looks for a deadlock first, and ends
      statement.execute("select count(*) from webhooks");
      atWork.commit();
    }
    migration.join();
    assertThat(number(url, "select count(later) from assets")).isZero();
  }

  private long waiting(String url, String table) {
    try {
      return number(
          url,
          "select count(*) from pg_locks where not granted and relation = '%s'::regclass"
              .formatted(table));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private LaterRelease next() {
    return release(OWN + 1, OWN, "0.2.0", LaterRelease.ADDITIVE);
  }

  private LaterRelease release(
      int number, int worksWith, String version, Map<String, String> scripts) {
    return LaterRelease.in(
        folder.resolve(version + "-" + number), number, worksWith, version, scripts);
  }

  private static Migrations migrations(String url, LaterRelease release) {
    String dialect = url.startsWith("jdbc:postgresql:") ? "postgresql" : "sqlite";
    return new Migrations(dialect, release.loader(), release.version());
  }

  /** As a server of this release does. */
  private static void start(String url, LaterRelease release) {
    try {
      new PostgresMigration(new StoreConfig.Postgres(url, "", "", true), migrations(url, release))
          .run();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Runs its scripts, whoever may be at work. */
  private void migrate(String url, LaterRelease release) {
    String jdbc = jdbc(url);
    Migrations migrations = migrations(url, release);
    migrations.run(migrations.flyway().dataSource(jdbc, "", ""), "of this test");
  }

  private TableState state(String url, Migrations migrations) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbc(url))) {
      return migrations.state(connection, "of this test");
    }
  }

  private static Migrations here(String url) {
    return new Migrations(url.isEmpty() ? "sqlite" : "postgresql");
  }

  private String jdbc(String url) {
    return url.isEmpty() ? "jdbc:sqlite:" + home.resolve("data/carillon.db") : url;
  }

  private void sql(String url, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbc(url));
        var run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  private long number(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbc(url));
        var run = connection.createStatement();
        var row = run.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
