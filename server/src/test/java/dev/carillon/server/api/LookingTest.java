package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages, reports, and what a server says of itself. */
class LookingTest {

  @TempDir private Path home;

  @Test
  void messagesNameFieldsValuesAndRelations() {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      JsonNode texts = server.admin().get("/services/messages").is(200).json();

      assertThat(texts.path("field_label.copyright").asText()).isEqualTo("Copyright notice");
      assertThat(texts.path("field_value_label.copyrightStatus.publicDomain").asText())
          .isEqualTo("Public domain");
      assertThat(texts.path("relation.variation.label").asText()).isEqualTo("Variation");
      server.anonymous().get("/services/messages").is(401);
    }
  }

  @Test
  void anAdministratorsTextsCountInTheOrderOfTheLocales() throws IOException {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      text("cmn_nl_NL", "field_label.title=Titel");
      text("own_nl_NL", "hello=Hallo");
      text("own_en_US", "hello=Hello\nbye=Bye");

      JsonNode texts =
          server
              .admin()
              .get("/services/messages", "localeChain", "nl_NL,en_US", "bundle", "own")
              .is(200)
              .json();

      assertThat(texts.path("field_label.title").asText()).isEqualTo("Titel");
      assertThat(texts.path("field_label.rating").asText()).isEqualTo("Rating");
      assertThat(texts.path("hello").asText()).isEqualTo("Hallo");
      assertThat(texts.path("bye").asText()).isEqualTo("Bye");
      server.admin().get("/services/messages", "bundle", "../secret").is(400);
      server.admin().get("/services/messages", "localeChain", "../x").is(400);
    }
  }

  @Test
  void messagesThatAreNotNewerAreNotSentAgain() throws IOException {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      long now = System.currentTimeMillis() + 60_000;
      TestClient admin = server.admin();

      assertThat(
              admin
                  .get("/services/messages", "ifModifiedSince", String.valueOf(now))
                  .is(304)
                  .body())
          .isEmpty();
      admin
          .get("/services/messages", "ifModifiedSince", Instant.ofEpochMilli(now).toString())
          .is(304);
      admin.get("/services/messages", "ifModifiedSince", "0").is(200);
      text("cmn_nl_NL", "a=b");
      admin.get("/services/messages", "ifModifiedSince", String.valueOf(now - 180_000)).is(200);
      admin.get("/services/messages", "ifModifiedSince", "lately").is(400);
    }
  }

  @Test
  void textsThatASpreadsheetWouldTakeForFormulasAreTexts() {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      String one =
          server.asset(
              "/r/a.txt", "1", "title", "=HYPERLINK(\"http://x\")", "status", "-1", "rating", "-2");
      String two = server.asset("/r/@b.txt", "2", "title", "+1+cmd", "status", "-a");
      String three = server.asset("/r/-c.txt", "3", "title", "a=b");
      assertThat(
              server
                  .admin()
                  .get(
                      "/metadata/report.csv",
                      "assetIds",
                      String.join(",", one, two, three),
                      "fields",
                      "filename,title,status,rating")
                  .is(200)
                  .text())
          .isEqualTo(
              """
              filename,title,status,rating\r
              a.txt,"'=HYPERLINK(""http://x"")",'-1,-2\r
              '@b.txt,'+1+cmd,'-a,\r
              '-c.txt,a=b,,\r
              """);
    }
  }

  @Test
  void aReportIsATableOfMetadata() {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      String one =
          server.asset("/r/a.txt", "one", "title", "A, \"quoted\"", "tags", "x,y", "rating", "3");
      String two = server.asset("/r/deep/b.txt", "second");
      TestClient admin = server.admin();

      assertThat(
              admin
                  .get(
                      "/metadata/report.csv",
                      "assetIds",
                      one + "," + two,
                      "fields",
                      "filename,title,tags,rating,fileSize")
                  .is(200)
                  .text())
          .isEqualTo(
              "filename,title,tags,rating,fileSize\r\n"
                  + "a.txt,\"A, \"\"quoted\"\"\",\"x, y\",3,3 bytes\r\n"
                  + "b.txt,,,,6 bytes\r\n");
      JsonNode rows =
          admin.get("/metadata/report.json", "q", "title:quoted", "fields", "tags").json();
      assertThat(rows.toString()).isEqualTo("[{\"tags\":[\"x\",\"y\"]}]");
      assertThat(admin.get("/metadata/x.json", "assetPath", "/r", "fields", "filename").json())
          .hasSize(2);
      assertThat(admin.get("/metadata/x.json", "assetPath", "/r/a.txt").json()).hasSize(1);
      assertThat(admin.get("/metadata/x.csv", "assetIds", one).text())
          .startsWith("assetPath,folderPath,");
      assertThat(admin.get("/metadata/x.csv", "assetIds", one, "fields", "id").text())
          .isEqualTo("id\r\n" + one + "\r\n");
      admin.form("/services/update", "id", one, "unheardOf", "U", "cf_own", "O").is(200);
      assertThat(admin.get("/metadata/x.csv", "assetIds", one).text().lines().toList())
          .satisfiesExactly(
              head -> assertThat(head).endsWith(",cf_own,unheardOf"),
              row -> assertThat(row).endsWith(",O,U"));
      assertThat(admin.get("/metadata/x.csv", "assetIds", one, "fields", "titel").is(400).text())
          .contains("titel");
      admin.get("/metadata/x.csv").is(400);
      admin.get("/metadata/x.pdf", "assetIds", one).is(400);
      server.anonymous().get("/metadata/x.csv", "assetIds", one).is(401);
    }
  }

  @Test
  void theServerSaysHowItIs() {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      JsonNode users = server.admin().get("/private-api/system/active-users").is(200).json();
      assertThat(users.path("activeUsers").asInt()).isEqualTo(1);
      assertThat(users.path("users").path(0).path("username").asText()).isEqualTo("admin");
      assertThat(
              server
                  .admin()
                  .get("/controller/admin/activation/currentState")
                  .is(200)
                  .json()
                  .path("activated")
                  .asBoolean())
          .isTrue();
      JsonNode metrics = server.admin().get("/services/system/metrics").is(200).json();
      assertThat(metrics.path("heapUsedBytes").asLong()).isPositive();
      assertThat(metrics.path("activeUsers").asInt()).isEqualTo(1);
      assertThat(metrics.path("version").asText()).isNotEmpty();
      server.anonymous().get("/private-api/system/active-users").is(401);
    }
  }

  @Test
  void aLoadBalancerIsToldHowBusyTheServerIsUnlessAPropertySaysNo() throws Exception {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      JsonNode open = server.anonymous().get("/services/system/metrics").is(200).json();
      List<String> names = new ArrayList<>();
      open.fieldNames().forEachRemaining(names::add);
      assertThat(names)
          .as("nothing about assets or users, nor which version to attack")
          .containsExactly(
              "state",
              "uptimeMillis",
              "processors",
              "systemLoad",
              "heapUsedBytes",
              "heapMaxBytes",
              "platformThreads");
      assertThat(open.path("state").asText()).isEqualTo("running");
      Files.writeString(
          home.resolve("config").resolve("cluster-properties.txt"),
          "systemMetricsWithoutLogin=false\n");
      int status = 200;
      for (int tries = 0; status == 200 && tries < 600; tries++) {
        Thread.sleep(50);
        status = server.anonymous().get("/services/system/metrics").status();
      }
      assertThat(status).isEqualTo(401);
      server.admin().get("/services/system/metrics").is(200);
    }
  }

  private void text(String name, String lines) throws IOException {
    Path folder = Files.createDirectories(home.resolve("config").resolve("messages"));
    Files.writeString(folder.resolve(name + ".properties"), lines);
  }
}
