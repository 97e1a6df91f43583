package dev.carillon.server.operations.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.operations.home.DurableCopy;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.StoppedStore;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes a home again, and what its webhooks do then. */
class RestoreTest {

  @TempDir private Path folder;

  private Path home;
  private Path backup;
  private Path restored;

  @BeforeEach
  void backUp() throws Exception {
    home = folder.resolve("home");
    backup = folder.resolve("backup");
    restored = folder.resolve("restored");
    try (RecordedServer server = new RecordedServer(home, "")) {
      server.asset("/Zone/a.txt");
      server.events();
      Path texts = Files.createDirectories(home.resolve("config/messages/with space"));
      Files.writeString(texts.resolve("line\nfeed.properties"), "a=b\n");
    }
    // what waits when the backup is made
    try (StoppedStore store = new StoppedStore(home, Instant.now())) {
      assertThat(store.record("asset_create", "waits", 3)).hasSize(3);
    }
    Typed.run("backup", backup.toString(), "--home", home.toString()).is(0);
  }

  @Test
  void everyFileThatDiffersIsNamedAndNothingIsRestored() throws Exception {
    List<Path> all = files(backup);
    Path record =
        all.stream().filter(file -> file.toString().contains("/rescue/")).findFirst().orElseThrow();
    assertThat(all.stream().map(Path::toString)).anyMatch(name -> name.endsWith("fields.csv"));
    for (Path file : all) {
      byte[] content = Files.readAllBytes(file);
      String name = backup.relativize(file).toString().replace("\n", "\\n");
      if (!name.equals("manifest.json")) {
        byte[] other = content.clone();
        other[other.length / 2] ^= 1;
        Files.write(file, other);
        refused(name + " (altered)");
        Files.write(file, java.util.Arrays.copyOf(content, content.length + 1));
        refused(name);
        Files.delete(file);
        refused(name + " (missing)");
      }
      Files.write(file, content);
    }
    for (String extra : List.of("config/extra.txt", "files/rescue/x.json", "extra", "data/x.db")) {
      Path file = backup.resolve(extra);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
      refused(extra + " (extra)");
      Files.delete(file);
    }
    // as many files as there should be, but one is another
    Files.move(record, record.resolveSibling("other.json"));
    refused(record.getFileName() + " (missing)");
    Files.move(record.resolveSibling("other.json"), record);
    restore("--webhooks", "as-they-were").is(0);
    assertThat(restored.resolve("config/messages/with space/line\nfeed.properties"))
        .hasContent("a=b");
  }

  @Test
  void aRestoreThatFailsInItsMiddleLeavesNothing() throws Exception {
    Files.createDirectories(restored.resolve("config"));
    Files.writeString(restored.resolve("config/fields.csv"), "mine\n");
    Files.writeString(restored.resolve("data"), "a file, where a folder is needed");
    assertThat(restore("--keys", home.resolve("config").toString()).is(1).err())
        .contains("the restore failed, and nothing was restored");
    assertThat(files(restored.resolve("files"))).isEmpty();
    assertThat(restored.resolve("config/fields.csv")).hasContent("mine");
    assertThat(restored.resolve("config/secret.key")).doesNotExist();
    assertThat(restored.resolve("config.before-restore")).doesNotExist();
    Files.delete(restored.resolve("data"));
    restore("--keys", home.resolve("config").toString()).is(0);
    assertThat(restored.resolve("config.before-restore")).doesNotExist();
  }

  @Test
  void aCopySendsNothingUntilSomebodySaysSo() throws Exception {
    Typed done = restore("--keys", home.resolve("config").toString(), "--json").is(0);
    assertThat(done.err()).contains("1 webhook is disabled");
    assertThat(done.out()).contains("\"webhooks\":\"disabled\"", "\"disabledWebhooks\":1");
    assertThat(sql(restored, "select disabled_reason from webhooks")).isEqualTo("restored");
    assertThat(sql(restored, "select disabled_detail from webhooks"))
        .contains("Disabled by restore of the backup of ", restored.toString());
    assertThat(pending()).isEqualTo(3);
    try (TestServer server = new TestServer(restored)) {
      server.admin().newAsset("/Zone", "new.txt");
      var webhook = server.admin().get("/services/admin/webhook").is(200).json().path(0);
      assertThat(webhook.path("enabled").asBoolean()).isFalse();
      assertThat(webhook.path("disabledReason").asText()).isEqualTo("restored");
      assertThat(webhook.path("disabledDetail").asText()).startsWith("Disabled by restore of ");
    }
    assertThat(pending()).isEqualTo(3);
  }

  @Test
  void whatIsInTheTrashCanBeRestoredInTheCopyToo() throws Exception {
    String id;
    try (TestServer server = new TestServer(home)) {
      id = server.admin().newAsset("/Zone", "removed.txt");
      server.admin().form("/services/remove", "ids", id).is(200);
    }
    backUpAgain();
    restore("--keys", home.resolve("config").toString()).is(0);
    try (TestServer server = new TestServer(restored)) {
      String ids = "{\"ids\": [\"" + id + "\"]}";
      assertThat(server.admin().json("POST", "/api/trash/restore", ids).is(200).text())
          .contains("/Zone/removed.txt");
      server.admin().get("/file/" + id).is(200);
    }
  }

  @Test
  void aCopyRecoversNoWebhookThatFailuresHadDisabled() throws Exception {
    sql(
        home,
        "update webhooks set disabled_at = 1000, disabled_reason = 'failures',"
            + " disabled_detail = '50 failures'");
    sql(
        home,
        "insert into webhook_recoveries select id, 1000, 1000, 1, 2000, 'ENABLING', 0, 'j', ''"
            + " from webhooks");
    backUpAgain();
    assertThat(restore("--webhooks", "disabled").is(0).err()).contains("0 webhooks are disabled");
    assertThat(sql(restored, "select disabled_reason from webhooks")).isEqualTo("restored");
    assertThat(sql(restored, "select disabled_detail from webhooks"))
        .startsWith("Disabled by restore of the backup of ")
        .endsWith("; before: 50 failures");
    assertThat(sql(restored, "select count(*) from webhook_recoveries")).isEqualTo("0");
    assertThat(sql(home, "select disabled_reason from webhooks")).isEqualTo("failures");
  }

  @Test
  void aCopyNotifiesNobodyOfAlerts() throws Exception {
    sql(
        home,
        """
        insert into alert_settings (key, revision, document, urls) values (1, 7, '{
          "digestMinutes": 15, "rules": [
            {"name": "A", "when": "webhookDisabled", "channels": ["c"], "enabled": true},
            {"name": "B", "when": "diskReserve", "channels": ["c"], "enabled": false}],
          "channels": [{"name": "c", "type": "mail", "to": ["a@example.com"]}]}', x'00')
        """);
    sql(
        home,
        "insert into alerts (rule, subject, name, detail, began_at, seen_at)"
            + " values ('A', 's', 'n', 'd', 1, 1)");
    backUpAgain();
    assertThat(restore("--webhooks", "disabled").is(0).err())
        .contains("1 alert rule is disabled, so that the copy notifies no one");
    assertThat(sql(restored, "select document from alert_settings"))
        .doesNotContain("true")
        .contains("\"name\":\"A\"", "a@example.com");
    assertThat(sql(restored, "select revision from alert_settings")).isEqualTo("8");
    assertThat(sql(restored, "select count(*) from alerts")).isEqualTo("0");
    DurableCopy.remove(restored);
    restore("--webhooks", "as-they-were").is(0);
    assertThat(sql(restored, "select revision from alert_settings")).isEqualTo("7");
  }

  private void backUpAgain() {
    backup = folder.resolve("backup2");
    Typed.run("backup", backup.toString(), "--home", home.toString()).is(0);
  }

  private int pending() throws SQLException {
    return StoredDeliveries.in("jdbc:sqlite:" + restored.resolve("data/carillon.db"))
        .count(State.PENDING);
  }

  @Test
  void theWebhooksStayAsTheyWereWhereThatIsSaidOrTheHomeIsTheSame() throws Exception {
    restore("--webhooks", "as-they-were").is(0);
    assertThat(sql(restored, "select disabled_reason from webhooks")).isEmpty();
    DurableCopy.remove(home.resolve("data"));
    DurableCopy.remove(home.resolve("files"));
    restored = home;
    assertThat(restore().is(0).err()).contains("The webhooks are as they were");
    assertThat(sql(home, "select disabled_reason from webhooks")).isEmpty();
    assertThat(restore("--webhooks", "perhaps").is(2).err()).contains("perhaps", "as-they-were");
  }

  @Test
  void aNewHomeIsAnotherOneThoughFolderAndMachineAreCalledTheSame() throws Exception {
    // as containers of one image are
    DurableCopy.remove(home);
    restored = home;
    assertThat(restore().is(0).err()).contains("1 webhook is disabled");
    assertThat(sql(home, "select disabled_reason from webhooks")).isEqualTo("restored");
  }

  @Test
  void aBackupWithoutAListIsToldFromADamagedOne() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Path file = backup.resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) mapper.readTree(file.toFile());
    manifest.remove(List.of("checksums", "checksummed", "homeId"));
    mapper.writeValue(file.toFile(), manifest);
    refused("does not mention checksums.txt", "--unchecked");
    Files.delete(backup.resolve("checksums.txt"));
    assertThat(restore().is(5).err())
        .contains("nothing was restored", "before backups had a checksums.txt", "--unchecked")
        .doesNotContain("damaged");
    Path asset =
        files(backup.resolve("files")).stream()
            .filter(each -> each.getFileName().toString().length() == 64)
            .findFirst()
            .orElseThrow();
    byte[] content = Files.readAllBytes(asset);
    Files.writeString(asset, "other");
    refused(asset.getFileName() + " (altered)", "--unchecked");
    Files.write(asset, content);
    assertThat(restore("--unchecked").is(0).err()).contains("were not checked");
    assertThat(restored.resolve("data/carillon.db")).exists();
  }

  @Test
  void whatFailsAfterTheDatabaseIsInItsPlaceIsTakenBackWithIt() throws Exception {
    restore().is(0);
    ServerConfig config = ServerConfig.read(Map.of("home", restored.toString()), Map.of());
    new Restore(backup, Manifest.read(backup), config, backup)
        .takeBack(restored.resolve("data/carillon.db"));
    restore().is(0);
  }

  private Typed restore(String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("restore", backup.toString()));
    words.addAll(List.of("--home", restored.toString()));
    words.addAll(List.of(more));
    return Typed.run(words.toArray(String[]::new));
  }

  private void refused(String words, String... more) throws IOException {
    assertThat(restore(more).is(1).err()).contains("nothing was restored", words);
    assertThat(restored.resolve("data")).doesNotExist();
    assertThat(restored.resolve("files")).doesNotExist();
    assertThat(restored.resolve("config/fields.csv")).doesNotExist();
  }

  private static List<Path> files(Path below) throws IOException {
    if (Files.notExists(below)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Changes the database, or reads a value of it. */
  private static String sql(Path home, String sql) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/carillon.db"));
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (var row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
