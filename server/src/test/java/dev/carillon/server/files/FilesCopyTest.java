package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.Carillon.Ended;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.testing.S3Server;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file store moves to an object store, and into a backup, while the server runs. */
@Tag("long")
class FilesCopyTest {

  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  @TempDir private Path folder;

  @Test
  void aStoreMovesToAnObjectStoreAndBack() throws IOException {
    Path home = folder.resolve("home");
    FileStoreConfig.S3 place = S3Server.shared().place();
    configure(home, place);
    Carillon shell = new Carillon(folder);
    String[] there = {"files", "copy", "--to", place.name(), "--home", home.toString(), "--json"};
    String first;
    String second;
    try (TestServer server = new TestServer(home)) {
      first = created(server, "a.txt", HELLO);
      Ended copied = shell.run(there).is(0);
      assertThat(copied.json().path("copied").asInt()).isGreaterThanOrEqualTo(2);
      assertThat(copied.json().path("damaged").asInt()).isZero();
      second = created(server, "b.txt", "later".getBytes(UTF_8));
    }
    Ended again = shell.run(there).is(0);
    assertThat(again.json().path("there").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(again.json().path("copied").asInt()).isGreaterThanOrEqualTo(2);

    Path backup = folder.resolve("backup");
    try (TestServer server = new TestServer(home, "", Map.of("fileStore", place.name()))) {
      TestClient client = TestServer.admin(server.server());
      assertThat(client.get("/file/" + first).text()).isEqualTo("hello");
      assertThat(client.get("/file/" + second).text()).isEqualTo("later");
      shell.run("backup", "--home", home.toString(), backup.toString()).is(0);
    }
    String key = BlobStore.key(Digests.sha256(HELLO));
    assertThat(backup.resolve("files").resolve(key)).hasBinaryContent(HELLO);
    assertThat(backup.resolve("files").resolve("incoming")).doesNotExist();

    Path other = folder.resolve("other");
    shell
        .run("files", "copy", "--to", other.toString(), "--home", home.toString(), "--verify")
        .is(0);
    assertThat(other.resolve(key)).hasBinaryContent(HELLO);
    try (TestServer server = new TestServer(home, "", Map.of("fileStore", other.toString()))) {
      assertThat(TestServer.admin(server.server()).get("/file/" + first).text()).isEqualTo("hello");
    }
    try (var left = Files.list(home)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("files-copy"));
    }
  }

  @Test
  void aDamagedFileIsNamedAndNotCopied() throws IOException {
    Path home = folder.resolve("home");
    FileStoreConfig.S3 place = S3Server.shared().place();
    configure(home, place);
    try (TestServer server = new TestServer(home)) {
      created(server, "a.txt", HELLO);
    }
    String key = BlobStore.key(Digests.sha256(HELLO));
    Files.writeString(home.resolve("files").resolve(key), "jello");
    Carillon shell = new Carillon(folder);
    Ended ended = shell.run("files", "copy", "--to", place.name(), "--home", home.toString()).is(1);
    assertThat(ended.err()).contains("damaged in ", key, "damaged 1");
    assertThat(S3Server.shared().content().blobExists(place.bucket(), place.prefix() + key))
        .isFalse();
    assertThat(shell.run("files", "copy", "--to", "ftp://x", "--home", home.toString()).is(2).err())
        .contains("--to", "ftp://x", "s3://bucket/prefix");
  }

  @Test
  void aBackupOfDamagedObjectsFailsAndNamesThem() throws IOException {
    Path home = folder.resolve("home");
    FileStoreConfig.S3 place = S3Server.shared().place();
    configure(home, place);
    Files.writeString(
        home.resolve("config").resolve("node.properties"),
        "fileStore=" + place.name() + System.lineSeparator(),
        StandardOpenOption.APPEND);
    try (TestServer server = new TestServer(home, "", Map.of("fileStore", place.name()))) {
      created(server, "a.txt", HELLO);
    }
    String key = BlobStore.key(Digests.sha256(HELLO));
    S3Server.shared().tamper(place, key, "jello".getBytes(UTF_8));
    Path backup = folder.resolve("backup");
    Ended ended =
        new Carillon(folder).run("backup", "--home", home.toString(), backup.toString()).is(1);
    assertThat(ended.err()).contains("no backup was made: damaged in ", key);
    assertThat(backup).doesNotExist();
  }

  private static void configure(Path home, FileStoreConfig.S3 place) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.write(
        home.resolve("config").resolve("node.properties"),
        List.of(
            "fileStoreEndpoint=" + place.endpoint(),
            "fileStorePathStyle=true",
            "fileStoreAccessKey=" + place.credentials().accessKey(),
            "fileStoreSecretKey=" + place.credentials().secretKey()));
  }

  private static String created(TestServer server, String name, byte[] content) {
    return TestServer.admin(server.server())
        .upload("/services/create", name, content, "folderPath", "/x")
        .ok()
        .path("id")
        .asText();
  }
}
