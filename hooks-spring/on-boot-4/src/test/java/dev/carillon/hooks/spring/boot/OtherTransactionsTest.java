package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Role;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.spring.PublishObserver;
import dev.carillon.hooks.spring.WebhookPublisher;
import dev.carillon.hooks.spring.json.JsonMapping;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** A program with two databases publishes in the transactions of one alone. */
class OtherTransactionsTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransactionOfAnotherDataSourceIsRefused(boolean autoCommit) {
    try (HikariDataSource webhooks = pool(autoCommit);
        HikariDataSource other = pool(autoCommit);
        Hooks hooks = start(webhooks)) {
      WebhookPublisher publisher = publisher(hooks, webhooks);
      TransactionTemplate foreign =
          new TransactionTemplate(new DataSourceTransactionManager(other));

      assertThatThrownBy(
              () -> foreign.executeWithoutResult(status -> publisher.publish("a", "1", "{}")))
          .isInstanceOf(IllegalTransactionStateException.class)
          .hasMessageContaining("not one of the DataSource that webhooks use");
      assertThatThrownBy(
              () ->
                  foreign.executeWithoutResult(
                      status -> {
                        new JdbcTemplate(webhooks).queryForObject("select 1", Integer.class);
                        publisher.publish("a", "2", "{}");
                      }))
          .as("after statements on the other database, which no transaction commits")
          .isInstanceOf(IllegalTransactionStateException.class)
          .hasMessageContaining("not one of the DataSource that webhooks use");
      assertThat(subjects(hooks)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransactionOfTheSameDataSourceRecords(boolean autoCommit) {
    try (HikariDataSource webhooks = pool(autoCommit);
        HikariDataSource other = pool(autoCommit);
        Hooks hooks = start(webhooks)) {
      TransactionTemplate own = new TransactionTemplate(new DataSourceTransactionManager(webhooks));
      WebhookPublisher publisher = publisher(hooks, webhooks);
      WebhookPublisher aware = publisher(hooks, new TransactionAwareDataSourceProxy(webhooks));
      own.executeWithoutResult(
          status -> {
            new JdbcTemplate(other).queryForObject("select 1", Integer.class);
            publisher.publish("a", "1", "{}");
            aware.publish("a", "2", "{}");
          });
      assertThat(subjects(hooks)).containsExactly("1", "2");
    }
  }

  private static HikariDataSource pool(boolean autoCommit) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(TestPostgres.newDatabase());
    pool.setUsername("postgres");
    pool.setAutoCommit(autoCommit);
    pool.setMaximumPoolSize(4);
    pool.setMinimumIdle(0);
    return pool;
  }

  private static Hooks start(DataSource source) {
    return Hooks.builder(source).key(new byte[32]).role(Role.RECORD_ONLY).start();
  }

  private static WebhookPublisher publisher(Hooks hooks, DataSource source) {
    return new WebhookPublisher(
        () -> hooks, source, JsonMapping.NONE, PublishObserver.NONE, Clock.systemUTC());
  }

  private static List<String> subjects(Hooks hooks) {
    return hooks.events().after(0, Journal.Wanted.ALL, 100).events().stream()
        .map(Journal.Recorded::subject)
        .toList();
  }
}
