package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.api.SentValues.Sent;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is sent as metadata is lost behind a success, whatever it is called. */
class FieldsSentTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String PASSWORD = "ring-every-bell";
  private static final int ROUNDS = 120;

  @TempDir private Path home;

  @OnEachDatabase
  void whatIsSentIsReadBackOrRefused(TestDatabase database) throws IOException {
    declare(SentValues.DECLARED);
    try (ApiServer server = new ApiServer(home, database)) {
      server
          .admin()
          .json(
              "POST",
              "/api/users",
              "{\"username\":\"ann\",\"password\":\"%s\"}".formatted(PASSWORD))
          .is(201);
      World world = new World(server, server.anonymous().basic("ann", PASSWORD));
      long seed = System.nanoTime();
      Random random = new Random(seed);
      int refused = 0;
      for (int round = 0; round < ROUNDS; round++) {
        boolean superUser = random.nextBoolean();
        List<Sent> sent = SentValues.some(random);
        Way way = Way.values()[round % Way.values().length];
        refused += world.send(way, superUser, sent, "seed " + seed + " round " + round);
      }
      assertThat(refused).as("seed " + seed).isBetween(1, ROUNDS - 1);
    }
  }

  private void declare(List<String> lines) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.write(config.resolve("fields.csv"), lines);
  }

  /** How values can be sent. */
  private enum Way {
    CREATE_PARAMETERS,
    CREATE_METADATA,
    UPDATE_PARAMETERS,
    UPDATE_METADATA,
    BULK_PARAMETERS,
    BULK_METADATA,
    NEW_RESOURCE,
    NEW_FOLDER,
    FOLDER,
    RELATION
  }

  /** A server with an asset, a folder and a relation. */
  private static final class World {

    private final ApiServer server;
    private final TestClient ann;
    private int made;

    World(ApiServer server, TestClient ann) {
      this.server = server;
      this.ann = ann;
    }

    /** Sends values to a new subject; 1 where they were refused. */
    int send(Way way, boolean superUser, List<Sent> sent, String where) {
      TestClient client = superUser ? server.admin() : ann;
      String path = "/Users/ann/n" + made++;
      ObjectNode metadata = MAPPER.createObjectNode();
      sent.forEach(one -> metadata.set(one.name(), one.json()));
      String as = where + " " + way + (superUser ? " super " : " ordinary ") + metadata;
      Function<String, JsonNode> read =
          way == Way.NEW_FOLDER || way == Way.FOLDER ? this::folder : this::asset;
      JsonNode before = MAPPER.createObjectNode();
      if (way != Way.NEW_FOLDER && way != Way.NEW_RESOURCE && !way.name().startsWith("CREATE")) {
        prepare(way, path, client);
        before = way == Way.RELATION ? relation(path) : read.apply(path);
      }
      TestResponse reply = request(way, client, path, sent, metadata);
      JsonNode after = way == Way.RELATION ? relation(path) : read.apply(path);
      assertThat(reply.status()).as(as + reply.text()).isIn(200, 201, 400, 403);
      if (reply.status() >= 400) {
        String told = reply.json().path("message").asText();
        assertThat(sent.stream().anyMatch(one -> told.contains(one.shown())))
            .as(as + " is told as " + reply.text())
            .isTrue();
        assertThat(after).as(as).isEqualTo(before);
        return 1;
      }
      List<String> ignored = List.of(reply.header("X-Ignored-Fields").split(", "));
      for (Sent one : sent) {
        boolean known = ignored.contains(one.name()) && one.keptByServer();
        assertThat(known || one.is(after.path(one.name())))
            .as(as + ": " + one.name() + " is read as " + after.path(one.name()))
            .isTrue();
      }
      return 0;
    }

    private void prepare(Way way, String path, TestClient client) {
      if (way == Way.FOLDER) {
        client.json("POST", "/api/folder", "{\"path\":\"" + path + "\"}").is(201);
        return;
      }
      create(client, path + ".txt");
      if (way == Way.RELATION) {
        create(client, path + "b.txt");
      }
    }

    private static void create(TestClient client, String path) {
      client.form("/services/create", "assetPath", path).is(200);
    }

    private TestResponse request(
        Way way, TestClient client, String path, List<Sent> sent, ObjectNode metadata) {
      String file = path + ".txt";
      return switch (way) {
        case CREATE_PARAMETERS -> client.form("/services/create", pairs(sent, "assetPath", file));
        case CREATE_METADATA ->
            client.form("/services/create", "assetPath", file, "metadata", metadata.toString());
        case UPDATE_PARAMETERS -> client.form("/services/update", pairs(sent, "id", id(file)));
        case UPDATE_METADATA ->
            client.form("/services/update", "id", id(file), "metadata", metadata.toString());
        case BULK_PARAMETERS ->
            client.form("/services/updatebulk", pairs(sent, "q", "id:" + id(file)));
        case BULK_METADATA ->
            client.form(
                "/services/updatebulk", "q", "id:" + id(file), "metadata", metadata.toString());
        case NEW_RESOURCE -> client.json("POST", "/api/asset", body("assetPath", file, metadata));
        case NEW_FOLDER -> client.json("POST", "/api/folder", body("path", path, metadata));
        case FOLDER ->
            client.json(
                "PUT",
                "/api/folder/" + folderId(path),
                MAPPER.createObjectNode().set("metadata", metadata).toString());
        case RELATION ->
            client.form(
                "/services/createRelation",
                "relationType",
                "references",
                "target1Id",
                id(file),
                "target2Id",
                id(path + "b.txt"),
                "metadata",
                metadata.toString());
      };
    }

    private static String body(String name, String path, ObjectNode metadata) {
      ObjectNode body = MAPPER.createObjectNode().put(name, path);
      body.set("metadata", metadata);
      return body.toString();
    }

    /** Repeated parameters are the values of a field with many. */
    private static String[] pairs(List<Sent> sent, String... first) {
      List<String> pairs = new ArrayList<>(List.of(first));
      for (Sent one : sent) {
        if (one.json() instanceof ArrayNode several) {
          several.forEach(value -> pairs.addAll(List.of(one.name(), value.asText())));
        } else {
          pairs.addAll(List.of(one.name(), one.json().asText()));
        }
      }
      return pairs.toArray(String[]::new);
    }

    private String id(String path) {
      return hit(path).path("id").asText();
    }

    private JsonNode hit(String path) {
      String q = "assetPath:\"" + path + "\"";
      return server.admin().get("/services/search", "q", q).is(200).json().at("/hits/0");
    }

    private JsonNode asset(String path) {
      JsonNode metadata = hit(path + ".txt").path("metadata").deepCopy();
      if (metadata instanceof ObjectNode object) {
        object.remove(List.of("previewState", "thumbnailState"));
        return object;
      }
      return MAPPER.createObjectNode();
    }

    private JsonNode folder(String path) {
      TestResponse reply = server.admin().get("/api/folder/get", "path", path);
      return reply.status() == 404
          ? MAPPER.createObjectNode()
          : reply.is(200).json().path("metadata");
    }

    private String folderId(String path) {
      return server.admin().get("/api/folder/get", "path", path).is(200).json().path("id").asText();
    }

    private JsonNode relation(String path) {
      String q = "relatedTo:" + id(path + ".txt");
      return server
          .admin()
          .get("/services/search", "q", q)
          .is(200)
          .json()
          .at("/hits/0/relation/relationMetadata");
    }
  }
}
