package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.StoppedStore;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventJournalTest {

  private static final String JOURNAL = "/api/events";

  @TempDir Path home;

  @OnEachDatabase
  void theFeedGivesEveryEventOnceInOrder(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      String one = server.asset("/s/a.txt", "one");
      String two = server.asset("/s/b.txt", "two");

      List<JsonNode> all = read(server, "");

      assertThat(all).extracting(item -> item.path("id").asText()).doesNotHaveDuplicates();
      assertThat(all)
          .filteredOn(item -> item.path("type").asText().equals("asset_create"))
          .extracting(item -> item.path("subject").asText())
          .containsExactly(one, two);
      JsonNode created =
          all.stream()
              .filter(item -> item.path("subject").asText().equals(one))
              .findFirst()
              .orElseThrow();
      assertThat(created.path("payload").path("assetId").asText()).isEqualTo(one);
      assertThat(created.path("payload").path("metadata").isEmpty()).isTrue();
      assertThat(created.path("payload").path("timestamp").asLong())
          .isEqualTo(Instant.parse(created.path("time").asText()).toEpochMilli());
      assertThat(read(server, "type=folder_*"))
          .extracting(item -> item.path("type").asText())
          .containsExactly("folder_create");
      assertThat(read(server, "asset=" + two))
          .isNotEmpty()
          .allMatch(item -> item.path("subject").asText().equals(two));
      JsonNode whole =
          server.admin().get(JOURNAL + "/" + created.path("id").asText()).is(200).json();
      assertThat(whole.path("deliveries").get(0).path("event").path("id").asText())
          .isEqualTo(created.path("id").asText());
      server.admin().get(JOURNAL + "/none").is(404);
      server.admin().get(JOURNAL, "after", "x").is(400);
      server.admin().get(JOURNAL, "wait", "31").is(400);
      server.admin().get(JOURNAL, "afer", "now").is(400);
    }
  }

  /** Everything, in pages of two. */
  private static List<JsonNode> read(ApiServer server, String filter) {
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    while (true) {
      JsonNode page =
          server.admin().get(JOURNAL + "?limit=2&after=" + next + "&" + filter).is(200).json();
      page.path("items").forEach(all::add);
      if (page.path("next").asText().equals(next)) {
        return all;
      }
      next = page.path("next").asText();
    }
  }

  @OnEachDatabase
  void aLongPollEndsWithTheFirstEventThatIsWanted(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/s/a.txt", "one");
      String now = server.admin().get(JOURNAL, "after", "now").is(200).json().path("next").asText();
      Instant asked = Instant.now();
      JsonNode none =
          server
              .admin()
              .get(JOURNAL, "after", "now", "wait", "1", "type", "folder_create")
              .is(200)
              .json();
      assertThat(none.path("items").isEmpty()).isTrue();
      assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Duration.ofMillis(900));
      CompletableFuture<TestResponse> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  server.admin().get(JOURNAL, "after", now, "wait", "30", "type", "folder_create"));
      asked = Instant.now();

      server.asset("/s/b.txt", "two");
      server.asset("/new/c.txt", "three");

      JsonNode page = waiting.join().is(200).json();
      assertThat(page.path("items")).hasSize(1);
      assertThat(page.at("/items/0/payload/folderPath").asText()).isEqualTo("/new");
      assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }
  }

  @OnEachDatabase
  void eventsAreFoundByFolderQueryAndTimeAndShownWhole(TestDatabase database) throws Exception {
    try (ApiServer server = new ApiServer(home, database)) {
      String one = server.asset("/s/a.txt", "one");
      String two = server.asset("/s/sub/b.txt", "two");
      String three = server.asset("/other/c.txt", "three");
      String from = read(server, "").getLast().path("time").asText();
      Thread.sleep(5);
      for (String id : List.of(two, three)) {
        server
            .admin()
            .form("/services/update", "id", id, "metadata", "{\"status\":\"Final\"}")
            .is(200);
      }

      assertThat(subjects(read(server, "folder=/s&type=asset_*"))).containsOnly(one, two);
      assertThat(read(server, "folder=s/sub&type=folder_*"))
          .singleElement()
          .satisfies(
              item -> assertThat(item.at("/payload/folderPath").asText()).isEqualTo("/s/sub"));
      List<JsonNode> inside = read(server, "query=status:Final");
      assertThat(subjects(inside)).containsOnly(two, three);
      assertThat(subjects(read(server, "folder=/s&query=status:Final"))).containsOnly(two);
      List<JsonNode> later = read(server, "from=" + after(from));
      assertThat(subjects(later)).containsOnly(two, three);
      assertThat(read(server, "to=" + after(from))).hasSize(read(server, "").size() - later.size());
      assertThat(read(server, "from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")).isEmpty();
      refused(server, "query", "name:[", "a query that can be read");
      refused(server, "payload", "all", "changes, full");
      refused(server, "from", "soon", "a time such as");
      refused(server, "folder", "x".repeat(1_001), "1000");

      String page = "?payload=full&query=status:Final&folder=/s&limit=1";
      TestResponse whole = server.admin().get(JOURNAL + page).is(200);
      JsonNode metadata = whole.json().at("/items/0/payload/metadata");
      assertThat(metadata.at("/status").asText()).isEqualTo("Final");
      assertThat(whole.text()).contains("\"payload\":" + simulated(server, metadata) + "}");
    }
  }

  private static String after(String time) {
    return Instant.parse(time).plusMillis(1).toString();
  }

  private static List<String> subjects(List<JsonNode> items) {
    return items.stream().map(item -> item.path("subject").asText()).toList();
  }

  private static void refused(ApiServer server, String key, String value, String allowed) {
    assertThat(server.admin().get(JOURNAL, key, value).is(400).text()).contains(key, allowed);
  }

  /** The newest payload in this place as a webhook would get it that asks for these fields. */
  private static String simulated(ApiServer server, JsonNode metadata) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode webhook = body.putObject("webhook");
    webhook.putArray("eventTypes").add("asset_update_metadata");
    webhook.putObject("foldersAndQuery").put("query", "status:Final").putArray("folders").add("/s");
    metadata.fieldNames().forEachRemaining(webhook.withArray("metadataToReturn")::add);
    JsonNode simulation = server.admin().json("POST", "/api/simulations", body.toString()).ok();
    return simulation.at("/payloads/0/payload").asText();
  }

  @Test
  void aLongPollFindsAtOnceWhatStandsBehindManyOthers() throws IOException {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      server.asset("/s/a.txt", "one");
      server.stop();
      try (StoppedStore store = new StoppedStore(server.home(), Instant.now())) {
        store.record("other.thing", "no json", 44_999);
        store.record("other.wanted", "no json", 1);
      }
      server.restart();

      JsonNode page =
          server.admin().get(JOURNAL, "wait", "5", "type", "other.wanted").is(200).json();

      assertThat(page.path("items")).hasSize(1);
      server.asset("/s/last.txt", "last");
      JsonNode part = server.admin().get(JOURNAL, "folder", "/s").is(200).json();
      assertThat(part.path("items").size()).as("of the first 2,000").isBetween(1, 3);
      assertThat(read(server, "folder=/s")).hasSizeGreaterThan(part.path("items").size());
    }
  }

  @Test
  void aLongPollTellsNothingOnceItsSessionHasEnded() throws InterruptedException {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      String login = "/services/login?username=admin&password=ring-every-bell";
      TestResponse session = server.anonymous().bare("POST", login).is(200);
      String cookie = session.header("Set-Cookie").split(";", 2)[0];
      CompletableFuture<TestResponse> waiting =
          CompletableFuture.supplyAsync(
              () -> server.anonymous().with("Cookie", cookie, JOURNAL + "?after=now&wait=20"));
      Thread.sleep(1_000);
      server.anonymous().with("Cookie", cookie, "/services/logout").is(200);
      server.asset("/s/a.txt", "one");

      waiting.join().is(401);
    }
  }

  @OnEachDatabase
  void aCursorWhoseEventsWerePurgedIsGoneAndNamesTheOldest(TestDatabase database)
      throws SQLException {
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/s/a.txt", "one");
      String early = server.admin().get(JOURNAL, "limit", "1").is(200).json().path("next").asText();
      server.stop();
      execute(server, "update journal set swept = (select max(sequence) from events)");
      server.restart();

      TestResponse gone = server.admin().get(JOURNAL, "after", early).is(410);

      assertThat(gone.header("Content-Type")).startsWith("application/problem+json");
      assertThat(gone.json().path("errorname").asText()).isEqualTo("CursorExpired");
      String oldest = gone.json().path("oldest").asText();
      server.admin().get(JOURNAL, "after", oldest).is(200);
      server.admin().get(JOURNAL).is(200);
      server.admin().with("Last-Event-ID", early, "/api/streams/events").is(410);
    }
  }

  @OnEachDatabase
  void eventsThatNobodyHereKnowsAreShownAsTheyAre(TestDatabase database) throws SQLException {
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/s/a.txt", "one");
      server.stop();
      String blob =
          database == TestDatabase.SQLITE ? "cast('%s' as blob)" : "convert_to('%s', 'UTF8')";
      execute(
          server,
          "update events set type = 'webhook.failing', snapshot = "
              + blob.formatted("{\"type\":\"webhook.failing\",\n\"n\":1}")
              + " where type = 'asset_create'");
      execute(
          server,
          "update events set type = 'other.thing', snapshot = "
              + blob.formatted("no json")
              + " where type = 'folder_create'");
      server.restart();

      List<JsonNode> all = read(server, "type=webhook.*,other.thing");

      assertThat(all)
          .extracting(item -> item.path("payload").toString())
          .containsExactlyInAnyOrder("{\"type\":\"webhook.failing\",\"n\":1}", "null");
      assertThat(TimeText.text(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    }
  }

  private static void execute(ApiServer server, String sql) throws SQLException {
    String url =
        server.database().isEmpty()
            ? "jdbc:sqlite:" + server.home().resolve("data").resolve("carillon.db")
            : server.database();
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
