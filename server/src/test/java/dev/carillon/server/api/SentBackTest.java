package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients send that is not quite a plain change: what they got, or names of their own. */
class SentBackTest {

  private static final String UPDATE = "/services/update";
  private static final String CREATE = "/services/create";
  private static final String PASSWORD = "ring-every-bell";

  @TempDir private Path home;

  @ParameterizedTest
  @EnumSource
  void aCallThatIsRefusedMakesNoNamesFields(Databases database) {
    try (Stage stage = new Stage(home, database)) {
      Client admin = stage.admin();
      Client ann = ann(stage);
      String id = stage.asset("/t/a.txt", "a");
      String mine = ann.form(CREATE, "name", "mine.txt").is(200).json().path("id").asText();
      admin.form("/services/checkout/" + mine).is(200);
      String folder = admin.get("/api/folder/get", "path", "/t").json().path("id").asText();
      String many =
          IntStream.range(0, 1_000)
              .mapToObj(n -> "\"x" + n + "\":1")
              .collect(Collectors.joining(",", "{", "}"));
      String metadata = "{\"metadata\":" + many + "}";
      String own = many.replace("\"x", "\"cf_x");

      ann.form(UPDATE, "id", "nonexistent", "metadata", many).is(404);
      ann.form(UPDATE, "id", id, "metadata", many).is(404);
      ann.form(UPDATE, "id", id, "metadata", own).is(404);
      ann.form(UPDATE, "id", mine, "metadata", many).is(409);
      ann.form("/services/updatebulk", "q", "id:" + mine, "metadata", many).is(200);
      ann.form("/services/updatebulk", "q", "id:nonexistent", "metadata", many).is(200);
      ann.form(CREATE, "assetPath", "/t/c.txt", "metadata", many).is(404);
      ann.json("PUT", "/api/folder/nonexistent", metadata).is(404);
      ann.json("PUT", "/api/folder/" + folder, metadata).is(404);
      admin.form(CREATE, "assetPath", "/t/a.txt", "metadata", many).is(409);
      admin
          .json("POST", "/api/asset", metadata.replaceFirst("\\{", "{\"assetPath\":\"/t/a.txt\","))
          .is(409);
      admin.json("POST", "/api/folder", metadata.replaceFirst("\\{", "{\"path\":\"/t\",")).is(409);
      admin.form(UPDATE, "id", id, "colour", "red", "cf_own", "x").is(200);

      assertThat(fieldsCheck(admin)).contains("1 of 1,000 names", "1 of 1,000 that begin");
    }
  }

  private static String fieldsCheck(Client admin) {
    for (JsonNode check : admin.get("/api/health").is(200).json().path("checks")) {
      if (check.path("name").asText().equals("fields")) {
        return check.toString();
      }
    }
    return "";
  }

  private static Client ann(Stage stage) {
    stage.admin().json("POST", "/api/users", user("ann")).is(201);
    return new Client(stage.url(), "ann", PASSWORD);
  }

  private static String user(String name) {
    return "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD);
  }

  private static JsonNode hit(Client client, String id, String... more) {
    List<String> pairs = new ArrayList<>(List.of("q", "id:" + id));
    pairs.addAll(List.of(more));
    return client
        .get("/services/search", pairs.toArray(String[]::new))
        .is(200)
        .json()
        .at("/hits/0");
  }
}
