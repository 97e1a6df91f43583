package dev.carillon.server.assets.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The browse call, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowseContractTest {

  private static final String BROWSE = "/services/browse";

  private SearchServer server;
  private String box;

  @BeforeAll
  void fill(@TempDir Path home) {
    server = new SearchServer(home, "");
    server.post("/services/createFolder", "path", "/Zone/B/Deep/Deeper");
    server.post("/services/createFolder", "path", "/Zone/B x");
    server.post("/services/createFolder", "path", "/Zone/a");
    box = server.create("/Zone/box.collection");
    server.create("/Zone/job.task");
    server.create("/Zone/pic.jpg");
    server.create("/Zone/B/inner.collection");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static List<String> paths(JsonNode items) {
    List<String> paths = new ArrayList<>();
    items.forEach(item -> paths.add(item.path("assetPath").asText()));
    return paths;
  }

  @Test
  void aFolderShowsItsFoldersAndContainersAndNothingDeeper() {
    JsonNode items = server.get(BROWSE, "path", "/Zone");
    assertThat(paths(items))
        .containsExactly(
            "/Zone/a", "/Zone/B", "/Zone/B x", "/Zone/box.collection", "/Zone/job.task");
    assertThat(items.get(0).toString())
        .isEqualTo(
            "{\"name\":\"a\",\"assetPath\":\"/Zone/a\",\"directory\":true,\"collection\":false,"
                + "\"containerId\":null,\"browsable\":true,\"permissionMask\":511}");
    assertThat(items.get(3).toString())
        .isEqualTo(
            "{\"name\":\"box\",\"assetPath\":\"/Zone/box.collection\",\"directory\":false,"
                + "\"collection\":true,\"containerId\":\""
                + box
                + "\",\"browsable\":false,\"permissionMask\":511}");
    assertThat(server.post(BROWSE, "path", "/zone/")).isEqualTo(items);
  }

  @Test
  void theRootCanBeBrowsed() {
    assertThat(paths(server.get(BROWSE, "path", "/"))).containsExactly("/Zone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          includeFolders    | false       | /Zone/box.collection,/Zone/job.task
          includeAsset      | 0           | /Zone/a,/Zone/B,/Zone/B x
          includeAssets     | false       | /Zone/a,/Zone/B,/Zone/B x
          includeExtensions | .jpg, .task | /Zone/a,/Zone/B,/Zone/B x,/Zone/job.task,/Zone/pic.jpg
          includeExtensions | JPG         | /Zone/a,/Zone/B,/Zone/B x,/Zone/pic.jpg
          includeExtensions | all         | /Zone/a,/Zone/B,/Zone/B x,/Zone/box.collection,/Zone/job.task,/Zone/pic.jpg
          """)
  void whatIsListedCanBeChosen(String name, String value, String paths) {
    assertThat(paths(server.get(BROWSE, "path", "/Zone", name, value)))
        .containsExactly(paths.split(","));
  }

  @Test
  void everythingOnTheWayFromARootIsListedToo() {
    JsonNode top = server.get(BROWSE, "path", "/Zone/B", "fromRoot", "/");
    assertThat(paths(top)).containsExactly("/Zone");
    JsonNode zone = top.get(0).path("children");
    assertThat(paths(zone)).hasSize(5);
    assertThat(zone.get(0).has("children")).isFalse();
    assertThat(paths(zone.get(1).path("children")))
        .containsExactly("/Zone/B/Deep", "/Zone/B/inner.collection");
    assertThat(zone.get(1).path("children").get(0).has("children")).isFalse();
  }

  @Test
  void manyFoldersInAndBelowAFolderAreAllSeen() {
    for (int i = 0; i < 3; i++) {
      List<String> pairs = new ArrayList<>();
      for (int n = 0; n < 400; n++) {
        pairs.addAll(List.of("path", "/Many/f" + i + "/" + n));
      }
      server.post("/services/createFolder", pairs.toArray(String[]::new));
    }
    assertThat(paths(server.get(BROWSE, "path", "/Many")))
        .containsExactly("/Many/f0", "/Many/f1", "/Many/f2");
    assertThat(paths(server.get(BROWSE, "path", "/Many/f1"))).hasSize(400);
    server.post("/services/remove", "folderPath", "/Many");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /Nowhere  | ``     | 404 | There is no folder '/Nowhere'
          ``        | ``     | 400 | 'path' is required
          /Zone     | /Other | 400 | 'fromRoot' is '/Other'
          /Zone/a:b | ``     | 400 | 'path' is '/Zone/a:b'
          """)
  void whatCannotBeBrowsedIsTold(String path, String root, int status, String message) {
    TestResponse answer = server.answer(BROWSE, "path", path, "fromRoot", root);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("message").asText()).contains(message);
  }

  @Test
  void aCallerWhoStandsNowhereIsShownNothing() {
    assertThat(server.get(BROWSE, "path", ".").toString()).isEqualTo("[]");
  }
}
