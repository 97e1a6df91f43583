package dev.carillon.server.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks that ask what a change is to their filter, and on whose behalf, get exactly the events
 * that follow from what a search by that user finds before a change and after it.
 */
class ScopedWebhooksTest {

  private static final int WEBHOOKS = 70;
  private static final int STEPS = 75;

  private static final List<String> FOLDERS =
      List.of("/a", "/a/b", "/a/b/c", "/ab", "/hidden", "/hidden/open");
  private static final List<String> STATUS = List.of("Draft", "Final", "Production");
  private static final List<String> TITLES = List.of("boat", "sea", "sea boat", "");
  private static final List<String> QUERIES =
      List.of(
          "",
          "status:Final",
          "status:Final AND -title:sea",
          "status:f* OR rating:[3 TO 5]",
          "boat",
          "title:*",
          "-status:Draft",
          "folderPath:\"/a/b\"");
  private static final List<String> CHANGES =
      List.of(
          "\"any\"",
          "\"entered\"",
          "\"left\"",
          "\"within\"",
          "[\"entered\", \"left\"]",
          "[\"left\", \"within\"]",
          "[\"entered\", \"within\", \"left\"]");

  /** No viewer, a user with permissions in some folders, a member of a group that has some. */
  private static final List<String> VIEWERS = List.of("admin", "ann", "member");

  private final Random random = new Random(20261130);
  private final Map<String, Asked> asked = new TreeMap<>();
  private final Map<Moment, Step> steps = new LinkedHashMap<>();
  private final NavigableMap<Long, Step> ended = new TreeMap<>();
  private final Set<String> all = new HashSet<>();
  private final List<String> assets = new ArrayList<>();
  private int made;

  @TempDir private Path home;

  /** Who it sends on behalf of is not read in the transaction that changes it. */
  @OnEachDatabase
  void aWebhookOnBehalfOfAUserCanBeChanged(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      String webhook =
          "{\"name\": \"for ann\", \"url\": \"http://127.0.0.1:9/\", \"eventTypes\":"
              + " [\"asset_create\"], \"onBehalfOf\": {\"user\": \"ann\"}}";
      String webhooks = "/services/admin/webhook";
      String id = server.admin().json("POST", webhooks, webhook).is(201).json().path("id").asText();
      String path = webhooks + "/" + id;

      server.admin().bare("PUT", path + "/disable").is(200);
      server.admin().bare("PUT", path + "/enable").is(200);
      server.admin().json("POST", path, webhook.replace("for ann", "for her")).is(200);

      JsonNode changed = server.admin().get(path).is(200).json();
      assertThat(changed.path("name").asText()).isEqualTo("for her");
      assertThat(changed.path("onBehalfOf").path("user").asText()).isEqualTo("ann");
    }
  }

  @OnEachDatabase
  void webhooksGetWhatSearchesBeforeAndAfterSay(TestDatabase database) {
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        RecordedServer server = new RecordedServer(home, database.fresh(), "ann", "member")) {
      FOLDERS.forEach(server::folder);
      String press = server.group("Press", "member");
      server.allow("ann", "/a", "VP-------");
      server.allow("ann", "/hidden/open", "V--------");
      server.allowGroup(press, "/a/b", "V--------");
      server.allowGroup(press, "/ab", "V--------");
      for (int n = 0; n < WEBHOOKS; n++) {
        register(server, receiver, "w" + n);
      }
      Views before = views(server);
      for (int n = 0; n < STEPS; n++) {
        if (n % 25 == 24) {
          permit(server);
          before = views(server);
        }
        before = step(server, before);
      }
      readEvents(server);
      List<String> expected = expected();
      List<String> received = received(server, receiver);
      List<String> missing = new ArrayList<>(expected);
      missing.removeAll(received);
      List<String> unexpected = new ArrayList<>(received);
      unexpected.removeAll(expected);
      assertThat(missing).as("missing").isEmpty();
      assertThat(unexpected).as("not expected").isEmpty();
      assertThat(received).hasSameSizeAs(expected);
    }
  }

  private void register(RecordedServer server, RecordingReceiver receiver, String name) {
    String viewer = any(VIEWERS);
    List<String> folders = FOLDERS.stream().filter(f -> random.nextInt(4) == 0).toList();
    Asked webhook = new Asked(viewer, folders, any(QUERIES), any(CHANGES));
    asked.put(name, webhook);
    String behalf =
        switch (viewer) {
          case "ann" -> "{\"user\": \"Ann\"}";
          case "member" -> "{\"group\": \"press\"}";
          default -> random.nextBoolean() ? "null" : "{\"user\": \"admin\"}";
        };
    String body =
        """
        {"name": "%s", "url": "%s/%s", "metadataToReturn": ["assetPath"],
         "eventTypes": ["asset_create", "asset_update_metadata", "asset_rename", "asset_move",
           "asset_create_by_copy", "asset_remove"],
         "foldersAndQuery": {"folders": [%s], "query": "%s"},
         "filterChange": %s, "onBehalfOf": %s}
        """
            .formatted(
                name,
                receiver.url(),
                name,
                folders.stream().map(f -> "\"" + f + "\"").collect(Collectors.joining(", ")),
                webhook.query().replace("\"", "\\\""),
                webhook.changes(),
                behalf);
    server.admin().json("POST", "/services/admin/webhook", body).is(201);
  }

  /** Permissions change without any event: what counts are those at the next change. */
  private void permit(RecordedServer server) {
    server.allow("ann", any(FOLDERS), random.nextBoolean() ? "VP-------" : "---------");
  }

  private Views step(RecordedServer server, Views before) {
    change(server);
    Views after = views(server);
    long end = System.currentTimeMillis();
    ended.put(end, new Step(before, after));
    while (System.currentTimeMillis() == end) {
      // the next event must have another time
      Thread.onSpinWait();
    }
    return after;
  }

  /** All events about the assets that were changed, each in the step that it belongs to. */
  private void readEvents(RecordedServer server) {
    for (JsonNode event : server.events()) {
      String id = event.path("assetId").asText();
      var step = ended.ceilingEntry(event.path("timestamp").asLong());
      if (step != null && all.contains(id)) {
        Moment moment =
            new Moment(id, event.path("type").asText(), event.path("timestamp").asLong());
        steps.put(moment, step.getValue());
      }
    }
  }

  private void change(RecordedServer server) {
    if (assets.size() < 4) {
      create(server);
      return;
    }
    String id = any(assets);
    switch (random.nextInt(8)) {
      case 0 -> create(server);
      case 1, 2 -> update(server, id, "status", any(STATUS));
      case 3 -> update(server, id, "title", any(TITLES));
      case 4 -> update(server, id, "rating", String.valueOf(random.nextInt(6)));
      case 5, 6 -> update(server, id, "folderPath", any(FOLDERS));
      default -> {
        assets.remove(id);
        server.admin().form("/services/remove", "ids", id).is(200);
      }
    }
  }

  private void create(RecordedServer server) {
    String path = any(FOLDERS) + "/asset" + made++ + ".bin";
    JsonNode asset =
        server
            .admin()
            .form(
                "/services/create",
                "assetPath",
                path,
                "status",
                any(STATUS),
                "title",
                any(TITLES),
                "rating",
                String.valueOf(random.nextInt(6)))
            .is(200)
            .json();
    assets.add(asset.path("id").asText());
    all.add(asset.path("id").asText());
  }

  private void update(RecordedServer server, String id, String field, String value) {
    server.admin().form("/services/update", "id", id, field, value).is(200);
  }

  /** What each viewer finds by each query now. */
  private Views views(RecordedServer server) {
    Map<String, Set<String>> found = new HashMap<>();
    Map<String, String> paths = new TreeMap<>();
    for (String viewer : VIEWERS) {
      for (String query : QUERIES) {
        Set<String> ids = new HashSet<>();
        for (JsonNode hit :
            server
                .as(viewer)
                .form(
                    "/services/search",
                    "q",
                    query.isEmpty()
                        ? "-folderPath:\"/last\""
                        : "(" + query + ") -folderPath:\"/last\"",
                    "num",
                    "1000",
                    "metadataToReturn",
                    "assetPath")
                .is(200)
                .json()
                .path("hits")) {
          ids.add(hit.path("id").asText());
          paths.put(hit.path("id").asText(), hit.at("/metadata/assetPath").asText());
        }
        found.put(viewer + " " + query, ids);
      }
    }
    return new Views(found, paths);
  }

  private List<String> expected() {
    List<String> expected = new ArrayList<>();
    asked.forEach(
        (name, webhook) ->
            steps.forEach(
                (moment, step) ->
                    webhook
                        .gets(moment, step)
                        .ifPresent(shown -> expected.add(line(name, moment, shown)))));
    assertThat(steps.size() * asked.size()).isGreaterThan(4_000);
    assertThat(expected).hasSizeGreaterThan(500);
    return expected.stream().sorted().toList();
  }

  private List<String> received(RecordedServer server, RecordingReceiver receiver) {
    Await.until(
        () -> "nothing is pending",
        () ->
            server
                .admin()
                .get("/api/deliveries", "state", "pending", "limit", "1")
                .is(200)
                .json()
                .path("items")
                .isEmpty());
    List<String> received = new ArrayList<>();
    for (RecordedRequest request : receiver.requests()) {
      JsonNode event = TestResponse.json(request.request().text());
      Moment moment =
          new Moment(
              event.path("assetId").asText(),
              event.path("type").asText(),
              event.path("timestamp").asLong());
      if (steps.containsKey(moment)) {
        String name = request.request().requestLine().split(" ")[1].replaceAll(".*/", "");
        String shown = event.path("filterChange").asText("any");
        String path = event.at("/metadata/assetPath").asText();
        received.add(line(name, moment, shown + " " + path));
      }
    }
    return received.stream().sorted().toList();
  }

  private String line(String name, Moment moment, String shown) {
    return "%s %s %s: %s".formatted(name, asked.get(name), moment, shown);
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** What happened to an asset, by the time in its payload. */
  private record Moment(String asset, String type, long timestamp) {}

  /** A change between two states of all assets. */
  private record Step(Views before, Views after) {}

  /**
   * A state of all assets, as searches show it.
   *
   * @param found the ids that a viewer finds by a query
   * @param paths where the assets are
   */
  private record Views(Map<String, Set<String>> found, Map<String, String> paths) {

    boolean finds(String viewer, String query, String id) {
      return found.getOrDefault(viewer + " " + query, Set.of()).contains(id);
    }
  }

  /** What a webhook asked for. */
  private record Asked(String viewer, List<String> folders, String query, String changes) {

    /** The change and the path that its payload shows; empty where it gets no event. */
    Optional<String> gets(Moment moment, Step step) {
      String id = moment.asset();
      boolean seenAfter = step.after().finds(viewer, "", id);
      Optional<String> change = changes.equals("\"any\"") ? any(moment, step) : change(id, step);
      Views shown = seenAfter ? step.after() : step.before();
      return change.map(name -> name + " " + shown.paths().get(id));
    }

    private Optional<String> change(String id, Step step) {
      boolean before = matches(id, step.before());
      boolean after = matches(id, step.after());
      String change = before ? after ? "within" : "left" : after ? "entered" : "none";
      return Optional.of(change).filter(name -> changes.contains("\"" + name + "\""));
    }

    private boolean matches(String id, Views views) {
      return views.finds(viewer, query, id) && covers(requireNonNull(views.paths().get(id)));
    }

    /** As the payload shows it, in its folder or, before a move, in the one before. */
    private Optional<String> any(Moment moment, Step step) {
      String id = moment.asset();
      Views shown = moment.type().equals("asset_remove") ? step.before() : step.after();
      if (!shown.finds(viewer, query, id)) {
        return Optional.empty();
      }
      boolean covered =
          covers(requireNonNull(shown.paths().get(id)))
              || (step.before().finds(viewer, "", id)
                  && covers(requireNonNull(step.before().paths().get(id))));
      return covered ? Optional.of("any") : Optional.empty();
    }

    private boolean covers(String path) {
      return folders.isEmpty()
          || folders.stream().anyMatch(folder -> path.startsWith(folder + "/"));
    }
  }
}
