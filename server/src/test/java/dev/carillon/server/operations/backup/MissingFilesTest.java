package dev.carillon.server.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.s3.FileStorages;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.ServerWithShell;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.testing.S3Server;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the database names and the file store does not have. */
class MissingFilesTest {

  @TempDir private Path folder;

  @Test
  void doctorAndBackupNameThem() throws Exception {
    Path picture = Path.of("../samples/bell.png");
    String sha256 = Digests.sha256(picture);
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      String home = server.home().toString();
      shell.run("assets", "upload", "--folder", "/Demo Zone", picture.toString()).is(0);
      assertThat(shell.run("doctor", "--files", "--home", home).is(0).out())
          .contains("all files that the database names are in the file store");
      Path file = server.home().resolve("files").resolve(BlobStore.key(sha256));
      Files.delete(file);

      assertThat(shell.run("doctor", "--home", home).is(0).out()).doesNotContain(sha256);
      assertThat(shell.run("doctor", "--files", "--home", home).is(1).out())
          .contains("1 file that the database names is missing in the file store")
          .contains(sha256);
      Path backup = folder.resolve("backup");
      assertThat(shell.run("backup", "--files-only", "--home", home, backup.toString()).is(1).err())
          .contains("no backup was made: 1 file that the database names is missing")
          .contains(sha256);
      assertThat(backup).doesNotExist();
    }
  }

  @Test
  void thoseOfAnObjectStoreAreNamedToo() throws Exception {
    try (PostgresDatabase database =
            ServerTables.in(PostgresDatabase.on(TestDatabase.freshSource()));
        FileStorage storage = FileStorages.open(S3Server.shared().place(), folder)) {
      BlobStore blobs = new BlobStore(storage, DiskReserve.none());
      Blob there = blobs.adopt("there".getBytes(UTF_8));
      blobs.noteBeside("{}".getBytes(UTF_8), there.sha256(), "embedded.json");
      name(database, there.sha256());
      assertThat(missing(database, storage)).isEqualTo(new MissingFiles(0, List.of()));
      List<String> gone = List.of("0".repeat(64), "0f".repeat(32), "f".repeat(64));
      gone.forEach(sha256 -> name(database, sha256));
      assertThat(missing(database, storage)).isEqualTo(new MissingFiles(3, gone));
    }
  }

  private static void name(PostgresDatabase database, String sha256) {
    database.write(
        connection ->
            Sql.update(
                connection,
                """
                insert into asset_versions
                  (asset_id, version, blob, file_size, created_at, created_by)
                values (?, 1, ?, 1, 1, 'ann')
                """,
                sha256,
                sha256));
  }

  private static MissingFiles missing(PostgresDatabase database, FileStorage storage)
      throws Exception {
    try (Connection connection = database.separate().orElseThrow()) {
      return MissingFiles.of(connection, storage);
    }
  }
}
