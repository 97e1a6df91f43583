package dev.carillon.server.assets.file.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileRemovals;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.testing.FaultyLine;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.S3Server;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One node removes old files while another one receives the same content. */
class S3PurgeTest {

  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  @TempDir private Path purging;
  @TempDir private Path receiving;
  private final List<Exception> refused = new ArrayList<>();
  private FaultyLine line;
  private FileStoreConfig.S3 place;

  @BeforeEach
  void connect() throws IOException {
    line = new FaultyLine(S3Server.shared().port());
    place = S3Server.shared().place(line.port());
  }

  @AfterEach
  void disconnect() throws IOException {
    line.close();
  }

  @OnEachDatabase
  void whatIsTakenInBetweenALookAndItsRemovalIsRefusedAndCanBeRepeated(TestDatabase kind) {
    try (Database database = database(kind);
        FileStorage one = open(place, purging);
        FileStorage other =
            open(S3Server.at(place.bucket(), directPort(), credentials()), receiving)) {
      BlobStore purger = blobs(one, database);
      BlobStore receiver = blobs(other, database);
      Blob blob = receiver.adopt(CONTENT);
      line.before("DELETE", () -> adoptOrKeep(receiver));
      assertThat(purger.purge(LATER, sha256 -> false)).isEqualTo(1);
      assertThat(refused)
          .singleElement()
          .satisfies(
              failure ->
                  assertThat(
                          Problems.problem((UncheckedIOException) failure, "/services/create")
                              .message())
                      .isEqualTo(
                          "The file store cannot be used: an old file with the same content is"
                              + " being removed; retry later"));
      assertThat(receiver.adopt(CONTENT)).isEqualTo(blob);
      assertThat(receiver.file(blob.sha256()).exists()).isTrue();
    }
  }

  @OnEachDatabase
  void whatIsRemovedWhileItIsPutIsRefused(TestDatabase kind) {
    try (Database database = database(kind);
        FileStorage one = open(S3Server.at(place.bucket(), directPort(), credentials()), purging);
        FileStorage other = open(place, receiving)) {
      BlobStore purger = blobs(one, database);
      BlobStore receiver = blobs(other, database);
      Blob blob = receiver.adopt(CONTENT);
      line.before("PUT", () -> purger.purge(LATER, sha256 -> false));
      adoptOrKeep(receiver);
      assertThat(refused).hasSize(1);
      assertThat(receiver.adopt(CONTENT)).isEqualTo(blob);
      assertThat(receiver.file(blob.sha256()).exists()).isTrue();
    }
  }

  @OnEachDatabase
  void aRemovalOfWhichNoResponseCameMayHappenLater(TestDatabase kind) {
    try (Database database = database(kind);
        FileStorage one = open(place, purging);
        FileStorage other =
            open(S3Server.at(place.bucket(), directPort(), credentials()), receiving)) {
      BlobStore purger = blobs(one, database);
      BlobStore receiver = blobs(other, database);
      Blob blob = receiver.adopt(CONTENT);
      line.before("DELETE", line::away);
      assertThatThrownBy(() -> purger.purge(LATER, sha256 -> false))
          .hasCauseInstanceOf(FileStoreTrouble.class);
      line.back();
      assertThat(purger.purge(LATER, sha256 -> false)).as("it may be under way").isZero();
      adoptOrKeep(receiver);
      assertThat(refused).hasSize(1);
      minutesPass(database, 21);
      assertThat(receiver.adopt(CONTENT)).isEqualTo(blob);
      assertThat(purger.purge(LATER, sha256 -> false)).isEqualTo(1);
    }
  }

  @OnEachDatabase
  void removalsAreForgottenAfterADay(TestDatabase kind) {
    try (Database database = database(kind)) {
      FileRemovals removals = FileRemovals.of(database);
      String sha256 = "0".repeat(64);
      assertThat(removals.begin(List.of(sha256, sha256))).containsExactly(sha256);
      assertThat(removals.begin(List.of(sha256))).as("another one is under way").isEmpty();
      removals.end(List.of(sha256));
      long first = removals.last(sha256).orElseThrow().begun();
      assertThat(removals.begin(List.of(sha256))).containsExactly(sha256);
      assertThat(removals.last(sha256).orElseThrow())
          .satisfies(
              next -> {
                assertThat(next.begun()).isGreaterThan(first);
                assertThat(next.underWay()).isTrue();
              });
      minutesPass(database, 24 * 60 + 1);
      removals.forgetOld();
      assertThat(removals.last(sha256)).isEmpty();
    }
  }

  private void adoptOrKeep(BlobStore receiver) {
    try {
      receiver.adopt(CONTENT);
    } catch (UncheckedIOException failure) {
      refused.add(failure);
    }
  }

  private static void minutesPass(Database database, int minutes) {
    database.write(
        connection ->
            Sql.update(
                connection, "update file_removals set begun_at = begun_at - ?", minutes * 60_000L));
  }

  private Database database(TestDatabase kind) {
    return ServerTables.in(
        kind == TestDatabase.SQLITE
            ? SqliteDatabase.open(purging.resolve("carillon.db"))
            : PostgresDatabase.on(TestDatabase.freshSource()));
  }

  private static BlobStore blobs(FileStorage storage, Database database) {
    return new BlobStore(storage, DiskReserve.none(), FileRemovals.of(database));
  }

  private static int directPort() {
    return S3Server.shared().port();
  }

  private static FileStoreConfig.Credentials credentials() {
    return S3Server.CREDENTIALS;
  }

  private static FileStorage open(FileStoreConfig.S3 place, Path local) {
    return S3Storage.open(place, local, S3Limits.DEFAULTS, S3StorageTest.PART_BYTES);
  }
}
