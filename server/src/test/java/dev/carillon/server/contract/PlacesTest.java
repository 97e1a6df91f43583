package dev.carillon.server.contract;

import static dev.carillon.server.testing.TestClient.FORM;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static dev.carillon.server.testing.TestClient.MULTIPART_END;
import static dev.carillon.server.testing.TestClient.encoded;
import static dev.carillon.server.testing.TestClient.part;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Places at the limits: long, deep, and spelt in two ways. What was made can be named again. */
class PlacesTest {

  private static RawRequestServer server;

  @BeforeAll
  static void open(@TempDir Path home) {
    server = new RawRequestServer(home);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static TestResponse form(String path, String body) {
    return server.send("POST", path, FORM, body);
  }

  @Test
  void aNameThatIsFullGivesWayToItsNumber() {
    String name = "n".repeat(251) + ".txt";
    String last = "";
    for (int i = 0; i < 3; i++) {
      String body =
          part("folderPath", "", "/full") + part("Filedata", name, "words") + MULTIPART_END;
      JsonNode hit = server.send("POST", "/services/create", MULTIPART, body).is(200).json();
      last = hit.at("/metadata/assetPath").asText();
    }
    assertThat(last).hasSize("/full/".length() + 255).endsWith("n-2.txt");
    String move = "source=" + encoded(last) + "&target=/full/short.txt";
    assertThat(form("/services/move", move).is(200).text())
        .isEqualTo("{\"processedCount\":1,\"errorCount\":0}");
    assertThat(server.finds("assetPath:\"/full/short.txt\"")).hasSize(1);
  }

  @Test
  void theDeepestTreeIsShownWholeAndADeeperOneIsNotMade() {
    String deepest = "/d".repeat(200);
    assertThat(form("/services/createFolder", "path=" + deepest).is(200).text())
        .contains("\":\"created\"");
    String body = form("/services/browse", "path=" + deepest + "&fromRoot=/").is(200).text();
    assertThat(body).contains("\"assetPath\":\"" + deepest + "\"");
    assertThat(form("/services/createFolder", "path=" + deepest + "/d").is(200).text())
        .contains("at most 200 names deep");
    form("/services/create", "folderPath=" + deepest + "&name=a.txt").is(400);
    form("/services/create", "assetPath=" + deepest + "/a.txt").is(400);
  }

  @Test
  @Timeout(20)
  void aPathOfMillionsOfNamesIsRefusedAtOnce() {
    String endless = "a/".repeat(1_900_000);
    for (String call :
        new String[] {
          "/services/move?target=/b&source=",
          "/services/browse?path=",
          "/services/remove?folderPath="
        }) {
      String[] parts = call.split("[?]");
      assertThat(form(parts[0], parts[1] + endless).is(400).text()).contains("at most");
    }
  }

  @Test
  void whatAFolderHoldsDoesNotGoWhereNoCallCouldNameIt() {
    String deep = "/m" + "/d".repeat(150) + "/a.txt";
    String shallow = "/m/b.txt";
    server.asset(deep);
    server.asset(shallow);
    String target = "/t".repeat(100);
    form("/services/move", "source=/m&target=" + target).is(200);
    assertThat(server.finds("ancestorPaths:\"/m\" OR ancestorPaths:\"/t\""))
        .containsExactlyInAnyOrder(deep, target + "/b.txt");
    form("/services/copy", "source=/m&target=" + target + "/c").is(200);
    assertThat(server.finds("filename:a.txt AND (ancestorPaths:\"/m\" OR ancestorPaths:\"/t\")"))
        .containsExactly(deep);
  }

  @Test
  void thousandsOfAssetsAreRemovedByTheirIds() {
    String id = server.asset("/many/a.txt");
    StringBuilder ids = new StringBuilder(id);
    for (int i = 0; i < 1500; i++) {
      ids.append(",none").append(i);
    }
    form("/services/remove", "ids=" + ids).is(200);
    assertThat(server.finds("ancestorPaths:\"/many\"")).isEmpty();
  }

  @Test
  void aPlaceIsFoundHoweverItsAccentsWereTyped() {
    String one = "/Caf\u00e9 noir/th\u00e9.txt";
    String two = "/Cafe\u0301 noir/the\u0301.txt";
    server.asset(two);
    for (String typed : new String[] {one, two, two.toUpperCase(java.util.Locale.ROOT)}) {
      String folder = typed.substring(0, typed.lastIndexOf('/'));
      assertThat(server.finds(typed)).containsExactly(one);
      assertThat(server.finds("assetPath:\"" + typed + "\"")).containsExactly(one);
      assertThat(server.finds("ancestorPaths:\"" + folder + "\"")).containsExactly(one);
      assertThat(server.finds("folderPath:\"" + folder + "\" the\u0301")).containsExactly(one);
      assertThat(form("/services/createFolder", "path=" + encoded(folder)).is(200).text())
          .endsWith("\":\"already exists\"}");
      String part = folder.substring(1).split(" ")[0];
      JsonNode found = server.send("GET", "/api/folder/search?q=" + encoded(part)).is(200).json();
      assertThat(found.path("total").asInt()).isEqualTo(1);
      assertThat(
              server
                  .send("GET", "/metadata/a.json?fields=assetPath&assetPath=" + encoded(typed))
                  .is(200)
                  .text())
          .isEqualTo("[{\"assetPath\":\"" + one + "\"}]");
    }
  }

  @Test
  void moreFieldsThanAnybodyLooksAtAreRefused() {
    assertThat(form("/services/search", "sort=" + fields(21)).is(400).text())
        .contains("'sort' or 'sorting' names 21 fields; at most 20");
    form("/services/search", "sort=" + fields(20)).is(200);
    assertThat(form("/services/search", "facets=" + fields(101)).is(400).text())
        .contains("'facets' names 101 fields; at most 100");
  }

  private static String fields(int count) {
    return IntStream.range(0, count).mapToObj(i -> "cf_" + i).collect(Collectors.joining(","));
  }

  @Test
  void idsOfNothingAreNotWhatIsToBeRemoved() {
    server.asset("/kept/a.txt");
    assertThat(form("/services/remove", "ids=,+,&folderPath=/kept").is(400).text())
        .contains("'ids'");
    assertThat(server.finds("ancestorPaths:\"/kept\"")).containsExactly("/kept/a.txt");
  }

  @Test
  void anArchivesNameLeadsIntoNoFolder() {
    server.asset("/zipped/a.txt");
    TestResponse zip = server.send("GET", "/zip/..%2F..%2Fa.zip?folderPath=/zipped").is(200);
    assertThat(zip.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\".._.._a.zip\"; filename*=UTF-8''.._.._a.zip");
  }
}
