package dev.carillon.hooks.testkit;

import static dev.carillon.hooks.testkit.HooksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.EventPublisher;
import dev.carillon.hooks.Published;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class RecordingHooksTest {

  private final RecordingHooks hooks = new RecordingHooks();
  private final SQLiteDataSource plain = new SQLiteDataSource();
  private DataSource pool = plain;

  @BeforeEach
  void open(@TempDir Path folder) {
    plain.setUrl("jdbc:sqlite:" + folder.resolve("shop.db"));
    pool = hooks.dataSource(plain);
  }

  @Test
  void anEventCountsFromTheCommitOn() throws SQLException {
    try (Connection connection = transaction(pool)) {
      Published published = hooks.publish(connection, "order.placed", "7", "{}");
      assertThat(hooks).publishedNothing();
      connection.commit();
      assertThat(hooks.published())
          .singleElement()
          .satisfies(one -> assertThat(one.id()).isEqualTo(published.eventId()));
    }
  }

  @Test
  void anEventThatIsRolledBackNeverCounts() throws SQLException {
    try (Connection connection = transaction(pool)) {
      publish(connection, "1");
      connection.rollback();
      publish(connection, "2");
      connection.commit();
    }
    assertThat(hooks)
        .published("order.placed")
        .withSubject("2")
        .and()
        .published("order.placed")
        .once();
  }

  @Test
  void anEventOfATransactionThatIsNotCommittedNeverCounts() throws SQLException {
    try (Connection connection = transaction(pool)) {
      publish(connection, "1");
    }
    try (Connection connection = transaction(pool)) {
      connection.commit();
    }
    assertThat(hooks).publishedNothing();
  }

  @Test
  void aRollbackToASavepointTakesWhatCameAfterIt() throws SQLException {
    try (Connection connection = transaction(pool)) {
      publish(connection, "1");
      Savepoint savepoint = connection.setSavepoint("later");
      publish(connection, "2");
      connection.rollback(savepoint);
      publish(connection, "3");
      connection.commit();
    }
    assertThat(hooks.published()).extracting(PublishedEvent::subject).containsExactly("1", "3");
  }

  @Test
  void switchingToAutoCommitCommits() throws SQLException {
    try (Connection connection = transaction(pool)) {
      publish(connection, "1");
      connection.setAutoCommit(true);
    }
    assertThat(hooks).published("order.placed").once();
  }

  @Test
  void aFailedCommitPublishesNothing() throws SQLException {
    try (Connection connection = transaction(pool)) {
      publish(connection, "1");
      connection.unwrap(org.sqlite.SQLiteConnection.class).close();
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    assertThat(hooks).publishedNothing();
  }

  @Test
  void aConnectionInAutoCommitModeIsRefused() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThatThrownBy(() -> publish(connection, "1"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("setAutoCommit(false)");
    }
    assertThat(hooks).publishedNothing();
  }

  @Test
  void onAConnectionThatNobodyKnowsAnEventCountsAtOnce() throws SQLException {
    try (Connection connection = transaction(plain)) {
      publish(connection, "1");
      assertThat(hooks).published("order.placed").withSubject("1").once();
    }
  }

  @Test
  void aTransactionManagerIsAskedAboutOtherConnections() throws SQLException {
    List<Runnable> tasks = new ArrayList<>();
    RecordingHooks managed = new RecordingHooks((connection, task) -> tasks.add(task));
    try (Connection connection = transaction(plain)) {
      managed.publish(connection, "order.placed", "1", "{}");
      assertThat(managed).publishedNothing();
      tasks.forEach(Runnable::run);
      assertThat(managed).published("order.placed").once();
    }
  }

  @Test
  void nothingIsWrittenToTheDatabase() throws SQLException {
    try (Connection connection = transaction(pool);
        var statement = connection.createStatement()) {
      publish(connection, "1");
      connection.commit();
      try (var tables = statement.executeQuery("select count(*) from sqlite_master")) {
        assertThat(tables.getInt(1)).isZero();
      }
    }
  }

  @Test
  void whatIsForgottenIsGone() throws SQLException {
    try (Connection connection = transaction(pool)) {
      publish(connection, "1");
      connection.commit();
    }
    assertThat(hooks.published("order.placed")).hasSize(1);
    assertThat(hooks.published("order.cancelled")).isEmpty();
    hooks.clear();
    assertThat(hooks).publishedNothing();
  }

  private void publish(Connection connection, String subject) throws SQLException {
    EventPublisher publisher = hooks;
    publisher.publish(connection, "order.placed", subject, "{\"id\":" + subject + "}");
  }

  private static Connection transaction(DataSource from) throws SQLException {
    Connection connection = from.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }
}
