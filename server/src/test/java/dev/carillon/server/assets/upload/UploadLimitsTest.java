package dev.carillon.server.assets.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unfinished uploads take so much and last so long, and no more. */
class UploadLimitsTest {

  private static final UploadLimits LIMITS =
      new UploadLimits(3, 1_000, 5, 2_500, 4, Duration.ofHours(23));

  private static final Outbox NO_EVENTS =
      (Outbox)
          Proxy.newProxyInstance(
              Outbox.class.getClassLoader(),
              new Class<?>[] {Outbox.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("an upload makes no event");
              });

  @TempDir private Path home;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void onSqlite() throws IOException {
    try (Database database = SqliteDatabase.open(home.resolve("uploads.db"))) {
      bounded(database);
    }
  }

  @Test
  void onPostgres() throws IOException {
    try (Database database = PostgresDatabase.on(TestDatabase.freshSource())) {
      bounded(database);
    }
  }

  private void bounded(Database database) throws IOException {
    ServerTables.in(database);
    BlobStore blobs = new BlobStore(home.resolve("files"));
    ResumableUploads uploads =
        new ResumableUploads(new Changes(database, NO_EVENTS, receipt -> {}), blobs, clock, LIMITS);

    refused(() -> uploads.begin("ann", "", 1_001), 413, "must be at most 1000 bytes");
    String id = uploads.begin("ann", "a", 600).id();
    uploads.begin("ann", "b", 400);
    refused(
        () -> uploads.begin("ann", "", 1),
        429,
        "You have 2 uploads with 1000 bytes that are not finished");
    for (int i = 0; i < 3; i++) {
      uploads.begin("bob", "", 0);
    }
    refused(() -> uploads.begin("bob", "", 0), 429, "may have 3 uploads");
    refused(() -> uploads.begin("eve", "", 0), 429, "All users together have 5 uploads");

    for (int i = 0; i < LIMITS.parts(); i++) {
      uploads.append(id, "ann", i, part(blobs, i));
    }
    assertThat(uploads.append(id, "ann", 4, nothing(blobs)).received()).isEqualTo(4);
    refused(() -> uploads.append(id, "ann", 4, part(blobs, 4)), 400, "may have no more");
    assertThat(parts()).hasSize(4);

    clock.advance(LIMITS.age().minusSeconds(1));
    assertThat(uploads.purge()).isZero();
    assertThat(uploads.of("ann")).hasSize(2);
    clock.advance(Duration.ofSeconds(2));
    refused(() -> uploads.get(id, "ann"), 404, "There is no upload");
    assertThat(uploads.purge()).isEqualTo(5);
    assertThat(parts()).as("files of parts").isEmpty();
    assertThat(uploads.begin("eve", "", 900).length()).isEqualTo(900);
    usedOnceAtATime(uploads, blobs);
    usedOnceOnAllNodes(
        database,
        blobs,
        uploads,
        new ResumableUploads(
            new Changes(database, NO_EVENTS, receipt -> {}), blobs, clock, LIMITS));
  }

  private static void usedOnceAtATime(ResumableUploads uploads, BlobStore blobs) {
    String id = uploads.begin("bob", "b", 1).id();
    uploads.append(id, "bob", 0, part(blobs, 9));
    NewFile used =
        uploads.use(
            id,
            "bob",
            joined -> {
              refused(() -> file(uploads, id), 409, "is being used");
              assertThat(joined.length()).isEqualTo(1);
              return file(joined);
            });
    assertThat(file(uploads, id).blob()).as("it can be tried again").isEqualTo(used.blob());
    uploads.remove(id, "bob");
    refused(() -> file(uploads, id), 404, "There is no upload");
  }

  private void usedOnceOnAllNodes(
      Database database, BlobStore blobs, ResumableUploads here, ResumableUploads there)
      throws IOException {
    String id = here.begin("bob", "b", 1).id();
    here.append(id, "bob", 0, part(blobs, 7));
    NewFile one = file(here, id);
    NewFile other = file(there, id);
    assertThatThrownBy(
            () ->
                database.write(
                    connection -> {
                      one.source().taken(connection);
                      throw new IllegalStateException("the name is taken");
                    }))
        .hasMessage("the name is taken");
    assertThat(there.get(id, "bob").complete()).as("nothing has used it").isTrue();
    taken(database, other);
    refused(() -> taken(database, one), 404, "There is no upload");
    assertThat(parts()).hasSize(1);
    other.source().stored();
    assertThat(parts()).isEmpty();
  }

  private static void taken(Database database, NewFile file) {
    database.<Boolean>write(
        connection -> {
          file.source().taken(connection);
          return true;
        });
  }

  private static NewFile file(ResumableUploads uploads, String id) {
    return uploads.use(id, "bob", UploadLimitsTest::file);
  }

  private static NewFile file(Upload joined) {
    return new NewFile(new Blob(joined.sha256(), joined.md5(), joined.length()), Map.of());
  }

  private static void refused(Runnable work, int status, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(status))
        .hasMessageContaining(message);
  }

  private static Upload part(BlobStore blobs, int number) {
    byte[] content = {(byte) number};
    try {
      Path file = Files.write(blobs.incoming().resolve("part-" + number), content);
      return new Upload("", file, 1, Digests.sha256(content), Digests.md5(content));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Upload nothing(BlobStore blobs) {
    return new Upload("", blobs.incoming().resolve("nothing"), 0, "", "");
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> all = Files.walk(home.resolve("files"))) {
      return all.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }
}
