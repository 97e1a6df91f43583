package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.LuceneIndex;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that work on a home while no server runs on it. */
class OfflineCommandsTest {

  @TempDir private Path home;

  @OnEachDatabase
  void theIndexIsBuiltAnewFromTheDatabase(TestDatabase kind) throws IOException {
    String database = kind.fresh();
    List<String> where = new ArrayList<>(List.of("index", "rebuild", "--home", home.toString()));
    if (!database.isEmpty()) {
      where.addAll(List.of("--database", database));
    }
    String[] rebuild = where.toArray(String[]::new);
    try (RecordedServer server = new RecordedServer(home, database)) {
      for (int i = 0; i < 30; i++) {
        server.asset("/Zone/a" + i + ".txt");
      }
      server.admin().form("/services/remove", "q", "a7.txt").is(200);
      Ran refused = run(rebuild);
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).startsWith("carillon: ");
      assertThat(server.finds("admin", "")).hasSize(29);
      server.stop();
      spoil();
      server.start();
      assertThat(server.admin().form("/services/search", "q", "").json().path("totalHits").asInt())
          .isEqualTo(30);
      server.stop();
      // what an interrupted one left behind
      Files.createDirectories(home.resolve("index.new").resolve("assets"));
      Files.writeString(home.resolve("index.new").resolve("assets").resolve("segments_1"), "x");
      Ran done = run(rebuild);
      assertThat(done.code()).as(done.err()).isZero();
      assertThat(done.out()).contains("The search index is built: 29 assets");
      assertThat(home.resolve("index.new")).doesNotExist();
      assertThat(home.resolve("index.old")).doesNotExist();
      assertThat(appliedSequence()).isPositive();
      server.start();
      assertThat(server.finds("admin", "")).hasSize(29);
      assertThat(server.finds("admin", "words of a3.txt")).containsExactly("/Zone/a3.txt");
    }
  }

  @Test
  void aRescueMakesAssetsAgainThatTheDatabaseHasLost() throws Exception {
    String plain;
    String twice;
    String damaged;
    String half;
    String lost;
    try (RecordedServer server = new RecordedServer(home, "")) {
      plain = server.asset("/Zone/plain.txt");
      twice = server.asset("/Zone/deep/twice.txt");
      server.admin().form("/services/update", "id", twice, "Filedata", "data:,second").is(200);
      damaged = server.asset("/Zone/damaged.txt");
      half = server.asset("/Zone/half.txt");
      server.admin().form("/services/update", "id", half, "Filedata", "data:,newer").is(200);
      lost = server.asset("/Zone/lost.txt");
      String removed = server.asset("/Zone/removed.txt");
      server.admin().form("/services/remove", "ids", removed).is(200);
      Ran refused = run("rescue", "--home", home.toString());
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).startsWith("carillon: ");
    }
    delete(home.resolve("data"));
    Files.writeString(blob("words of /Zone/damaged.txt"), "words of /Zone/Damaged.txt");
    Files.writeString(blob("newer"), "never");
    Files.delete(blob("words of /Zone/lost.txt"));
    Files.writeString(record(plain).resolveSibling(plain + "@9.json"), "{");
    try (RecordedServer server = new RecordedServer(home, "")) {
      server.stop();
      Ran dry = run("rescue", "--dry-run", "--home", home.toString());
      assertThat(dry.out())
          .contains("would be rescued: /Zone/plain.txt")
          .contains("Would be rescued 3, not lost 0, lost 2; files damaged 2, missing 1");
      Ran done = run("rescue", "--home", home.toString());
      assertThat(done.code()).isEqualTo(1);
      assertThat(done.out())
          .contains("rescued: /Zone/deep/twice.txt (" + twice + ")")
          .contains("damaged file, not taken: /Zone/damaged.txt (" + damaged + ", version 1")
          .contains("damaged file, not taken: /Zone/half.txt (" + half + ", version 2")
          .contains("missing file: /Zone/lost.txt (" + lost)
          .contains("unreadable record: ")
          .contains(
              "Rescued 3, not lost 0, lost 2; files damaged 2, missing 1; records unreadable 1");
      assertThat(run("rescue", "--home", home.toString()).out())
          .contains("Rescued 0, not lost 3, lost 2");
      assertThat(run("rescue", "--json", "--home", home.toString()).out())
          .isEqualTo(
              """
              {"rescued":0,"there":3,"lost":2,"damaged":1,"missing":1,"unreadable":1}
              """);
      server.start();
      assertThat(server.finds("admin", ""))
          .containsExactly("/Zone/deep/twice.txt", "/Zone/half.txt", "/Zone/plain.txt");
      assertThat(server.admin().get("/file/" + plain + "/*/x").is(200).text())
          .isEqualTo("words of /Zone/plain.txt");
      assertThat(server.admin().get("/file/" + twice + "/*/x").is(200).text()).isEqualTo("second");
      assertThat(server.admin().get("/version/" + twice + "/1/x").is(200).text())
          .isEqualTo("words of /Zone/deep/twice.txt");
      JsonNode versions =
          server.admin().form("/services/version/list", "assetId", twice).is(200).json();
      assertThat(versions.path("totalHits").asInt()).isEqualTo(2);
      assertThat(server.admin().get("/file/" + half + "/*/x").is(200).text())
          .isEqualTo("words of /Zone/half.txt");
      List<String> events = new ArrayList<>();
      for (JsonNode event : server.events()) {
        if (event.path("type").asText().equals("asset_create_from_filestore_rescue")) {
          events.add(event.path("assetId").asText());
        }
      }
      assertThat(events).containsExactlyInAnyOrder(plain, twice, half);
    }
  }

  /** As after a crash between the removal and what follows. */
  @Test
  void aRescueBringsNoAssetBackThatIsInTheTrash() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "")) {
      String id = server.asset("/Zone/removed.txt");
      Path record = record(id);
      byte[] content = Files.readAllBytes(record);
      server.admin().form("/services/remove", "ids", id).is(200);
      assertThat(record).doesNotExist();
      Files.write(record, content);
      server.stop();
      assertThat(run("rescue", "--home", home.toString()).out()).contains("Rescued 0, not lost 1");
      server.start();
      assertThat(server.finds("admin", "id:" + id)).isEmpty();
      server.admin().json("POST", "/api/trash/restore", "{\"ids\": [\"" + id + "\"]}").is(200);
      assertThat(server.finds("admin", "id:" + id)).containsExactly("/Zone/removed.txt");
    }
  }

  @Test
  void aWebhookOnBehalfOfAUserGetsWhatIsRescuedBelowItsFolders() throws Exception {
    String seen;
    try (RecordedServer server = new RecordedServer(home, "")) {
      seen = server.asset("/Shown/a.txt");
      server.asset("/Hidden/b.txt");
    }
    delete(home.resolve("data"));
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, "", "ann")) {
      List.of("/Shown", "/Hidden").forEach(server::folder);
      server.allow("ann", "/Shown", "V--------");
      server.allow("ann", "/Hidden", "---------");
      server
          .admin()
          .json(
              "POST",
              "/services/admin/webhook",
              """
              {"name": "of ann", "url": "%s", "onBehalfOf": {"user": "ann"},
               "eventTypes": ["asset_create_from_filestore_rescue"]}
              """
                  .formatted(receiver.url()))
          .is(201);
      server.stop();
      assertThat(run("rescue", "--home", home.toString()).out()).contains("Rescued 2");
      server.start();
      Await.until("one is sent", () -> receiver.count() > 0);
      server.events();
      assertThat(receiver.requests())
          .singleElement()
          .satisfies(request -> assertThat(request.request().text()).contains(seen));
    }
  }

  /** Puts an asset into the index that is none. */
  private void spoil() {
    try (LuceneIndex index = index()) {
      index.apply(
          Long.MAX_VALUE / 2,
          "bogus",
          Metadata.of(Map.of("assetPath", "/bogus", "folderPath", "/", "name", "bogus")),
          "");
    }
  }

  private long appliedSequence() {
    try (LuceneIndex index = index()) {
      return index.appliedSequence();
    }
  }

  private LuceneIndex index() {
    return LuceneIndex.open(
        home.resolve("index"),
        new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC),
        RelatedAssets.NONE,
        Clock.systemUTC(),
        Duration.ofHours(1));
  }

  private Path blob(String content) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    String name = HexFormat.of().formatHex(digest);
    return home.resolve("files")
        .resolve(name.substring(0, 2))
        .resolve(name.substring(2, 4))
        .resolve(name);
  }

  private Path record(String id) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("files").resolve("rescue"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(id))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commands()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  private record Ran(int code, String out, String err) {}
}
