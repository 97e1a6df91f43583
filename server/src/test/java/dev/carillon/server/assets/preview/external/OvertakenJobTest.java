package dev.carillon.server.assets.preview.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.assets.asset.PreviewQueueRows;
import dev.carillon.server.platform.database.ServerTables;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a job between the moment it is read and the one it is written. */
class OvertakenJobTest {

  private static final ExternalJob GIVEN =
      ExternalJob.queued("asset", "blob", "engine", 1).posted("hash", 9);

  @TempDir private Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = ServerTables.in(SqliteDatabase.open(folder.resolve("db")));
    write(GIVEN);
    database.write(
        connection -> {
          PreviewQueueRows.add(connection, "asset", 1);
          return PreviewQueueRows.claim(connection, database.dialect(), 0, 2, 1000, 1);
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void write(ExternalJob job) {
    database.write(
        connection -> {
          ExternalJobRows.put(connection, job);
          return job;
        });
  }

  private boolean stands() {
    return database.write(
        connection -> ExternalJobRows.stands(connection, "asset", Optional.of(GIVEN)));
  }

  private boolean dueAfterwards() {
    return database.write(
        connection -> {
          ExternalJobRows.overtaken(connection, "asset");
          return PreviewQueueRows.any(connection, 3);
        });
  }

  @Test
  void aPictureThatCameInBetweenIsLookedAt() {
    assertThat(stands()).isTrue();
    write(GIVEN.with(Set.of(RenditionName.PREVIEW), false));
    assertThat(stands()).isFalse();
    assertThat(dueAfterwards()).isTrue();
  }

  @Test
  void anotherSecretOrAnEndIsAnotherJob() {
    write(GIVEN.posted("other", 9));
    assertThat(stands()).isFalse();
    write(GIVEN.failed("why", 3));
    assertThat(stands()).isFalse();
    assertThat(dueAfterwards()).as("there is nothing to look at").isFalse();
  }
}
