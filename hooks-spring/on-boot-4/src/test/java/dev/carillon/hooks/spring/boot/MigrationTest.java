package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.spring.HooksAutoConfiguration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Where the program's migration tool makes the tables, webhooks start after it. */
class MigrationTest {

  private final ApplicationContextRunner program =
      new ApplicationContextRunner()
          .withBean(DataSource.class, MigrationTest::emptyDatabase)
          .withBean(NeedsHooksEarly.class)
          .withUserConfiguration(Ordering.class)
          .withPropertyValues(
              "carillon.hooks.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
              "carillon.hooks.create-tables=false")
          .withConfiguration(AutoConfigurations.of(HooksAutoConfiguration.class));

  @Test
  void webhooksStartOnceTheTablesAreMade() {
    program
        .withBean(Migration.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(Hooks.class).webhooks().list()).isEmpty();
              assertThat(context.getBean(Hooks.class).status().sending()).isTrue();
            });
  }

  @Test
  void withoutTheTablesTheStartSaysWhatToRun() {
    program.run(
        context -> {
          assertThat(context).hasFailed();
          assertThat(context.getStartupFailure()).hasStackTraceContaining("Run script 1");
        });
  }

  private static DataSource emptyDatabase() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TestPostgres.newDatabase());
    return source;
  }

  /**
   * A bean that is made before any migration unless something makes it wait.
   *
   * @param hooks what it needs
   */
  record NeedsHooksEarly(Hooks hooks) {}

  /** As every starter for a database has it. */
  @Configuration(proxyBeanMethods = false)
  @Import(DatabaseInitializationDependencyConfigurer.class)
  static class Ordering {}

  /** Makes the tables when Spring Boot initializes the database. */
  static final class Migration extends DataSourceScriptDatabaseInitializer {

    private final DataSource source;

    Migration(DataSource source) {
      super(source, new DatabaseInitializationSettings());
      this.source = source;
    }

    @Override
    public boolean initializeDatabase() {
      Tables.make(PostgresDatabase.on(source, TableNames.prefixed(TableNames.DEFAULT_PREFIX)));
      return true;
    }
  }
}
