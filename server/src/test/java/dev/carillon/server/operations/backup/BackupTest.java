package dev.carillon.server.operations.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Server;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.Carillon.Ended;
import dev.carillon.server.commands.ServerWithShell;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.testing.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon backup} and {@code carillon restore}. */
class BackupTest {

  @TempDir Path folder;

  @Test
  void aBackupUnderLoadBecomesAHomeWithAllThatWasThere() throws Exception {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Path picture = Path.of("../samples/bell.png");
      String id = put(shell, picture);
      String comments = "/api/assets/" + id + "/comments";
      server.admin().json("POST", comments, "{\"text\": \"Rings well\"}").is(201);
      AtomicBoolean going = new AtomicBoolean(true);
      Carillon other = new Carillon(Files.createDirectories(folder.resolve("other")));
      other
          .with("CARILLON_SERVER", server.url())
          .with("CARILLON_USERNAME", "admin")
          .with("CARILLON_PASSWORD", ServerWithShell.PASSWORD);
      Thread load = Thread.ofVirtual().start(() -> putMany(other, going));
      Path texts = Files.createDirectories(server.home().resolve("config").resolve("messages"));
      Files.writeString(texts.resolve("cmn_nl.properties"), "hello=hallo\n");
      Path backup = folder.resolve("backup");
      Ended made =
          shell.run("backup", "--json", "--home", server.home().toString(), backup.toString());
      going.set(false);
      load.join();
      assertThat(made.is(0).err()).contains("keys", "are not in the backup");
      assertThat(made.json().path("folder").asText()).isEqualTo(backup.toString());
      assertThat(made.json().path("files").asInt()).isPositive();
      assertThat(shell.run("status", "--json").out()).contains("old: " + backup);
      assertThat(names(backup))
          .anyMatch(name -> name.endsWith("/config/fields.csv"))
          .noneMatch(name -> name.endsWith(".key"));
      assertThat(names(folder)).noneMatch(name -> name.contains(".partial"));

      Path home = folder.resolve("restored");
      Path restoredTexts = Files.createDirectories(home.resolve("config").resolve("messages"));
      Files.writeString(restoredTexts.resolve("cmn_nl.properties"), "hello=older\n");
      String keys = server.home().resolve("config").toString();
      String[] restore = {
        "restore", backup.toString(), "--home", home.toString(), "--keys", keys, "--json"
      };
      assertThat(shell.run(restore).is(0).json().path("home").asText()).isEqualTo(home.toString());
      assertThat(home.resolve("config").resolve("fields.csv")).exists();
      assertThat(restoredTexts.resolve("cmn_nl.properties")).hasContent("hello=hallo\n");
      try (Server restored = start(home)) {
        shell
            .with("CARILLON_SERVER", restored.url())
            .with("CARILLON_USERNAME", "admin")
            .with("CARILLON_PASSWORD", ServerWithShell.PASSWORD);
        TestClient admin = TestClient.at(restored.url()).basic("admin", ServerWithShell.PASSWORD);
        assertThat(admin.get(comments).is(200).text()).contains("Rings well");
        Path fetched = folder.resolve("fetched.png");
        shell.run("assets", "get", id, "--output", fetched.toString()).is(0);
        assertThat(fetched).hasSameBinaryContentAs(picture);
        assertThat(shell.run("assets", "list", "id:" + id).is(0).out()).contains("bell.png");
      }
    }
  }

  @Test
  void aDamagedBackupBecomesNoHome() throws IOException {
    Path backup = folder.resolve("backup");
    Path home = folder.resolve("restored");
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      put(server.shell(), Path.of("../samples/bell.png"));
      server.shell().run("backup", "--home", server.home().toString(), backup.toString()).is(0);
    }
    Carillon shell = new Carillon(folder);
    Path blob = find(backup, "[0-9a-f]{64}");
    byte[] content = Files.readAllBytes(blob);
    content[10] ^= 1;
    Files.write(blob, content);
    Ended damaged = shell.run("restore", backup.toString(), "--home", home.toString());
    assertThat(damaged.is(1).err()).contains("damaged", blob.getFileName().toString());
    Files.delete(blob);
    Ended missing = shell.run("restore", backup.toString(), "--home", home.toString());
    assertThat(missing.is(1).err()).contains("missing");
    assertThat(home.resolve("data").resolve("carillon.db")).doesNotExist();

    Files.delete(backup.resolve("manifest.json"));
    assertThat(shell.run("restore", backup.toString(), "--home", home.toString()).is(2).err())
        .contains("not a complete backup");
  }

  /** Whoever hands over a backup could have put things into it. */
  @Test
  void aBackupThatHoldsWhatNoneOfOursHoldsBecomesNoHome() throws Exception {
    Path backup = folder.resolve("backup");
    Path home = folder.resolve("restored");
    Path canary = Files.writeString(folder.resolve("canary.txt"), "canary-5f1d");
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      put(server.shell(), Path.of("../samples/bell.png"));
      server.shell().run("backup", "--home", server.home().toString(), backup.toString()).is(0);
    }
    for (String place : List.of("config/cluster-properties.txt", "files/zz", "data/other")) {
      Path link = backup.resolve(place);
      byte[] kept = Files.exists(link) ? Files.readAllBytes(link) : new byte[0];
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, canary);
      refused(backup, home, place + " (a link)");
      Files.delete(link);
      if (kept.length > 0) {
        Files.write(link, kept);
      }
    }
    byte[] database = Files.readAllBytes(backup.resolve("data/carillon.db"));
    for (String[] hostile :
        new String[][] {
          {"update assets set blob = '../../../../etc/passwd'", "names the file '../../../"},
          {
            "create trigger lurking after insert on users begin delete from audit_log; end",
            "holds 'lurking'"
          },
          {"create view lurking as select 1", "holds 'lurking'"},
        }) {
      spoil(backup, hostile[0]);
      refused(backup, home, hostile[1]);
      Files.write(backup.resolve("data/carillon.db"), database);
    }
    spoil(backup, "update users set full_name = 'Ann'");
    new Carillon(folder).run("restore", backup.toString(), "--home", home.toString()).is(0);
  }

  private void refused(Path backup, Path home, String words) {
    Ended ended =
        new Carillon(folder).run("restore", backup.toString(), "--home", home.toString()).is(1);
    assertThat(ended.err()).contains("nothing was restored", words);
    assertThat(home.resolve("data/carillon.db")).doesNotExist();
    assertThat(home.resolve("config/cluster-properties.txt")).doesNotExist();
  }

  /** Changes the database, and list and manifest so that they fit. */
  private static void spoil(Path backup, String sql) throws Exception {
    Path database = backup.resolve("data/carillon.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
    Files.delete(backup.resolve(FileList.NAME));
    Manifest.Checksums checksums = FileList.write(backup, new ArrayList<>());
    Path manifest = backup.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("(\"databaseSha256\":\\s*\")[0-9a-f]+", "$1" + Digests.sha256(database))
            .replaceFirst("(\"checksums\":\\s*\")[0-9a-f]+", "$1" + checksums.sha256()));
  }

  @Test
  void filesThatLieElsewhereAreBackedUpToo() throws IOException {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Path backup = folder.resolve("backup");
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      put(server.shell(), Path.of("../samples/bell.png"));
      Path files = server.home().resolve("files");
      Files.move(files, disk.resolve("files"));
      Files.createSymbolicLink(files, disk.resolve("files"));
      server.shell().run("backup", "--home", server.home().toString(), backup.toString()).is(0);
    }
    assertThat(find(backup, "[0-9a-f]{64}")).isNotEmptyFile();
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(backup)))
        .isEqualTo("rwx------");
    Carillon other =
        new Carillon(Files.createDirectories(folder.resolve("other")))
            .with("CARILLON_DATABASE", "jdbc:postgresql://127.0.0.1:1/none");
    String home = folder.resolve("restored").toString();
    assertThat(other.run("restore", backup.toString(), "--home", home).is(5).err())
        .contains("PostgreSQL");
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      String home = server.home().toString();
      String backup = folder.resolve("backup").toString();
      shell.run("backup", "--home", home, backup).is(0);

      shell.run("backup", "--home", home, backup).is(5);
      shell.run("restore", backup, "--home", home).is(5);
      assertThat(shell.run("backup", "--home", folder + "/none", backup + "2").is(4).err())
          .contains("is not the home of a server");
    }
  }

  @Test
  void theDoctorNamesWhatIsWrongAndWhatToDo() throws IOException {
    Path home;
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      home = server.home();
      assertThat(server.shell().run("doctor", "--home", home.toString()).is(0).out())
          .contains("database", "is intact")
          .doesNotContain("problem");
    }
    Carillon shell = new Carillon(folder);
    Files.writeString(home.resolve("config/cluster-properties.txt"), "webHooksTimeoutSecond=3\n");
    Files.setPosixFilePermissions(
        home.resolve("config/secret.key"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(home.resolve("data/carillon.db"), new byte[5000]);

    Ended found = shell.run("doctor", "--home", home.toString()).is(1);

    assertThat(found.out()).contains("chmod 600", "webHooksTimeoutSeconds");
    assertThat(found.out().lines().filter(line -> line.startsWith("database")))
        .singleElement()
        .asString()
        .contains("problem");
  }

  private static String put(Carillon shell, Path file) {
    return shell
        .run("assets", "upload", "--json", "--folder", "/Demo Zone", file.toString())
        .is(0)
        .json()
        .path("id")
        .asText();
  }

  private void putMany(Carillon shell, AtomicBoolean going) {
    try {
      for (int i = 0; going.get(); i++) {
        put(shell, Files.writeString(folder.resolve("other").resolve(i + ".txt"), "text " + i));
      }
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static Server start(Path home) throws IOException {
    return Server.start(ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of()));
  }

  private static java.util.List<String> names(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below, 4)) {
      return all.map(Path::toString).filter(name -> !name.contains("/home/")).toList();
    }
  }

  private static Path find(Path below, String name) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(each -> each.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow();
    }
  }
}
