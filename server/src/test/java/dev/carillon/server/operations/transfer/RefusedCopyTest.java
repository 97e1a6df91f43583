package dev.carillon.server.operations.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.Server;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, in which words; and which of two databases a server may use. */
class RefusedCopyTest {

  @TempDir private Path folder;

  @Test
  void aHomeThatIsInUseIsNotCopied() {
    Path home = folder.resolve("home");
    try (RecordedServer server = new RecordedServer(home, "")) {
      assertThat(copy(home, TestDatabase.POSTGRESQL.fresh()).is(5).err())
          .contains(home.resolve("data/carillon.db") + " is in use", "Stop the server");
      assertThat(server.admin().get("/api/nodes").status()).isEqualTo(200);
    }
    assertThat(copy(folder.resolve("none"), "jdbc:postgresql://127.0.0.1:1/x").is(4).err())
        .contains("is not the home of a server");
    assertThat(copy(home, "jdbc:mysql://127.0.0.1/x").is(2).err()).contains("--to must be");
    assertThat(copy(home, "").is(2).err()).contains("--to must be");
  }

  @Test
  void aPasswordThatTheHomeCannotKeepIsRefusedBeforeAnythingIsCopied() throws Exception {
    Path home = stopped("home");
    String url = TestDatabase.POSTGRESQL.fresh();
    assertThat(copy(home, url + "&sslpassword=hidden&sslmode=disable").is(2).err())
        .contains("--to has sslpassword, which the home cannot keep")
        .doesNotContain("hidden");
    assertThat(home.resolve("data/carillon.db.moved")).doesNotExist();
    // nothing is in it: else this would be another home's
    copy(stopped("other"), url + "&sslmode=disable").is(0);
  }

  @Test
  void aDatabaseThatCannotTakeItIsNamedWithTheRemedy() throws Exception {
    Path home = stopped("home");
    assertThat(copy(home, "jdbc:postgresql://127.0.0.1:1/x?password=hidden").is(6).err())
        .contains("jdbc:postgresql://127.0.0.1:1/x cannot be reached", "Check host and port")
        .doesNotContain("hidden");
    String url = TestDatabase.POSTGRESQL.fresh();
    String name = url.replaceAll(".*/|\\?.*", "");
    assertThat(copy(home, url.replace(name, "not_there")).is(4).err())
        .contains("not_there", "does not exist", "create database");
    Databases.execute(
        url,
        "create database ascii_%s encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0"
            .formatted(name));
    assertThat(copy(home, url.replace(name, "ascii_" + name)).is(5).err())
        .contains("has the encoding SQL_ASCII, and only UTF8", "create database");
    Databases.execute(url, "create role guest_%s login password 'guest'".formatted(name));
    String guest = url.replaceFirst("user=[^&]*", "user=guest_" + name) + "&password=guest";
    assertThat(copy(home, guest).is(3).err())
        .contains("the user 'guest_" + name + "' cannot create tables")
        .doesNotContain("password=guest");
    Databases.execute(url, "create table something (id bigint)");
    assertThat(copy(home, url).is(5).err()).contains("is not empty: it has something");
    assertThat(home.resolve("data/carillon.db.moved")).doesNotExist();
  }

  @Test
  void aDatabaseOfAServerOrOfAnotherHomeIsNotFilled() throws Exception {
    Path home = stopped("home");
    String used = TestDatabase.POSTGRESQL.fresh();
    start(folder.resolve("other"), used).close();
    assertThat(copy(home, used).is(5).err())
        .contains("is not empty: it has the tables of a server");
    String url = TestDatabase.POSTGRESQL.fresh();
    copy(home, url, "--no-switch").is(0);
    Path other = stopped("third");
    assertThat(copy(other, url).is(5).err())
        .contains("holds a part of another home, " + home.resolve("data/carillon.db"));
  }

  @Test
  void onlyOneOfTheTwoIsEverUsed() throws Exception {
    Path home = stopped("home");
    String url = TestDatabase.POSTGRESQL.fresh();
    assertThat(copy(home, url, "--no-switch").is(0).err()).contains("The home stays with its");
    // the home goes on, and its copy cannot be used
    assertThatThrownBy(() -> start(folder.resolve("elsewhere"), url))
        .hasMessageContaining("is an unfinished copy of " + home.resolve("data/carillon.db"))
        .hasMessageContaining("carillon database copy --to " + url);
    try (TestServer server = new TestServer(home)) {
      server.admin().newAsset("/Zone", "later.txt");
    }
    assertThat(copy(home, url).is(0).err()).contains("The home was used since", "now uses " + url);
    // the home has moved, and its file cannot be used
    Path file = home.resolve("data/carillon.db");
    assertThatThrownBy(() -> start(home, ""))
        .hasMessageContaining(file + " was moved to " + url)
        .hasMessageContaining("delete " + file + ".moved");
    assertThat(
            Typed.run("index", "rebuild", "--home", home.toString(), "--database", "").is(1).err())
        .contains(file + " was moved to " + url);
    assertThat(Typed.run("doctor", "--home", home.toString()).is(0).out()).contains(url);
    try (TestServer server = new TestServer(home)) {
      assertThat(
              server.admin().get("/services/search", "q", "later").json().path("totalHits").asInt())
          .isEqualTo(1);
    }
    assertThat(copy(home, url).is(0).err()).contains("now uses " + url);
    assertThat(copy(home, TestDatabase.POSTGRESQL.fresh()).is(5).err())
        .contains(file + " was moved to " + url);
  }

  @Test
  void aSwitchThatWasInterruptedIsFinishedByTheNextRun() throws Exception {
    Path home = stopped("home");
    String url = TestDatabase.POSTGRESQL.fresh();
    copy(home, url, "--no-switch").is(0);
    Path note = home.resolve("data/carillon.db.moved");
    Files.writeString(note, "database=" + url + "\nmovedAt=2026-11-30T00:00:00Z\n");
    assertThatThrownBy(() -> start(home, "")).hasMessageContaining("was moved to " + url);
    assertThatThrownBy(() -> start(home, url)).hasMessageContaining("is an unfinished copy");
    copy(home, url).is(0);
    new TestServer(home).close();
  }

  @Test
  void aHomeWhoseNewDatabaseWasEmptiedIsNotSaidToUseIt() throws Exception {
    Path home = stopped("home");
    String url = TestDatabase.POSTGRESQL.fresh();
    copy(home, url).is(0);
    assertThat(copy(home, url).is(0).err()).contains("now uses " + url);

    Databases.execute(url, "drop schema public cascade; create schema public");
    Path note = home.resolve("data/carillon.db.moved");
    assertThat(copy(home, url).is(5).err())
        .contains("was moved to " + url, "does not hold it", "Restore it", "delete " + note)
        .doesNotContain("now uses");
    TableBuild.make(new StoreConfig.Postgres(url, "", "", false));
    assertThat(copy(home, url).is(5).err()).contains("does not hold it");
    copy(stopped("other"), url, "--no-switch").is(0);
    assertThat(copy(home, url).is(5).err()).contains("does not hold it");

    Databases.execute(url, "drop schema public cascade; create schema public");
    Files.delete(note);
    assertThat(copy(home, url).is(0).err()).contains("Copying", "now uses " + url);
    new TestServer(home).close();
  }

  @Test
  void aPasswordInTheAddressIsKeptEncrypted() throws Exception {
    Path home = stopped("home");
    String url = TestDatabase.POSTGRESQL.fresh();
    Typed typed = copy(home, url + "&password=not-to-be-shown");
    assertThat(typed.is(0).err() + typed.out()).doesNotContain("not-to-be-shown");
    assertThat(home.resolve("config/node.properties"))
        .content()
        .contains("\ndatabase=" + url + "\n", "\ndatabaseUsername=", "\ndatabasePassword=enc:")
        .doesNotContain("not-to-be-shown");
    assertThat(home.resolve("run.json")).content().doesNotContain("not-to-be-shown");
    new TestServer(home).close();
  }

  @Test
  void aValueThatPostgresqlCannotHoldIsNamed() throws Exception {
    Path home = stopped("home");
    String file = "jdbc:sqlite:" + home.resolve("data/carillon.db");
    Databases.execute(file, "insert into user_agents values (9999999999, 'far')");
    String url = TestDatabase.POSTGRESQL.fresh();
    assertThat(copy(home, url).is(1).err())
        .contains("table user_agents, row [9999999999]: column number holds '9999999999'")
        .contains("integer", "whole numbers from -2147483648 to 2147483647");
    Databases.execute(file, "delete from user_agents");
    Databases.execute(file, "insert into undeclared_fields values ('a' || char(0) || 'b', 1)");
    assertThat(copy(home, url).is(1).err())
        .contains("table undeclared_fields", "column name holds the character U+0000");
    Databases.execute(file, "delete from undeclared_fields");
    Databases.execute(file, "insert into undeclared_fields values ('a', 'today')");
    assertThat(copy(home, url).is(1).err())
        .contains("column noted_at holds 'today'", "whole numbers");
    Databases.execute(file, "delete from undeclared_fields");
    copy(home, url).is(0);
  }

  private Path stopped(String name) {
    Path home = folder.resolve(name);
    new RecordedServer(home, "").close();
    return home;
  }

  private static Typed copy(Path home, String url, String... more) {
    String[] words = {"database", "copy", "--home", home.toString(), "--to", url};
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Typed.run(all);
  }

  private static Server start(Path home, String database) throws IOException {
    Map<String, String> options =
        database.isEmpty()
            ? Map.of("home", home.toString(), "port", "0", "database", "")
            : Map.of("home", home.toString(), "port", "0", "database", database);
    return Server.start(ServerConfig.read(options, Map.of()));
  }
}
