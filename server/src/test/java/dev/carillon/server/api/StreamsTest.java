package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.platform.openapi.Contract;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsTest {

  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("admin:ring-every-bell".getBytes(StandardCharsets.UTF_8));

  @TempDir Path home;

  @OnEachDatabase
  void aStreamTellsEventsAndGoesOnWhereItWasCut(TestDatabase database) throws Exception {
    try (ApiServer server = new ApiServer(home, database)) {
      List<String> assets = new ArrayList<>();
      String last;
      try (Told told = Told.of(server, "/api/streams/events?type=asset_create", "")) {
        assertThat(told.contentType()).startsWith("text/event-stream");
        assets.add(server.asset("/s/a.txt", "one"));
        assets.add(server.asset("/s/b.txt", "two"));
        JsonNode first = told.next("event");
        last = told.id();
        assertThat(first.path("subject").asText()).isEqualTo(assets.getFirst());
        assertThat(first.path("cursor").asText()).isEqualTo(last);
        assertThat(told.next("event").path("subject").asText()).isEqualTo(assets.get(1));
      }
      assets.add(server.asset("/s/c.txt", "three"));

      try (Told told = Told.of(server, "/api/streams/events?type=asset_create", last)) {
        assertThat(told.next("event").path("subject").asText()).isEqualTo(assets.get(1));
        assertThat(told.next("event").path("subject").asText()).isEqualTo(assets.get(2));
        String fourth = server.asset("/s/d.txt", "four");
        assertThat(told.next("event").path("subject").asText()).isEqualTo(fourth);
      }
      String path = "/api/streams/events?type=asset_create&folder=/t&query=name:e*&payload=full";
      String fifth;
      try (Told told = Told.of(server, path, last)) {
        server.asset("/t/other.txt", "other");
        server.asset("/s/e.txt", "elsewhere");
        fifth = server.asset("/t/e.txt", "five");
        JsonNode found = told.next("event");
        assertThat(found.path("subject").asText()).isEqualTo(fifth);
        assertThat(found.at("/payload/metadata/assetPath").asText()).isEqualTo("/t/e.txt");
      }
      String sixth = server.asset("/t/e6.txt", "six");
      try (Told told = Told.of(server, path, last)) {
        assertThat(told.next("event").path("subject").asText()).isEqualTo(fifth);
        assertThat(told.next("event").path("subject").asText()).isEqualTo(sixth);
      }
    }
  }

  @Test
  void aFilteredStreamGoesOnHoweverMuchIsRecordedWhileItsClientDoesNotRead() throws Exception {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      String asset = server.asset("/t/a.txt", "one");
      server
          .admin()
          .json(
              "POST",
              "/api/event-types",
              """
              {"name": "acme.seen", "schema": {"type": "object"}, "examples": [{}]}\
              """)
          .is(201);
      String path = "/api/streams/events?type=acme.seen&folder=/t";
      try (Told told = Told.of(server, path, "")) {
        // more than the sockets hold, so that the stream waits for its client
        int large = recorded(server, asset, 60, "x".repeat(60_000)) * 3;
        int small = recorded(server, asset, 500, "") * 3;
        for (int i = 0; i < large + small; i++) {
          assertThat(told.next("event").path("subject").asText())
              .as("event %s", i)
              .isEqualTo(asset);
        }
        assertThat(recorded(server, asset, 1, "last")).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
          assertThat(told.next("event").at("/payload/data/text").asText()).isEqualTo("last");
        }
      }
    }
  }

  /** Records three batches of so many events; how many are in one. */
  private static int recorded(ApiServer server, String asset, int count, String text) {
    String event =
        "{\"type\": \"acme.seen\", \"subject\": {\"asset\": \"%s\"}, \"data\": {\"text\": \"%s\"}}"
            .formatted(asset, text);
    String batch = "{\"events\": [" + String.join(",", Collections.nCopies(count, event)) + "]}";
    for (int i = 0; i < 3; i++) {
      server.admin().json("POST", "/api/events", batch).is(201);
    }
    return count;
  }

  @Test
  void whatIsTooMuchToReadIsCounted() throws Exception {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String id =
          LoggedHooks.add(server, "busy", receiver, "asset_update_metadata").path("id").asText();
      for (int i = 0; i < 150; i++) {
        server.asset("/s/" + i + ".txt", "x");
      }
      String path = "/api/streams/deliveries?state=delivered&webhook=" + id;
      try (Told told = Told.of(server, path, "")) {
        server.admin().form("/services/updatebulk", "q", "folderPath:/s", "title", "all").is(200);
        int shown = 0;
        int skipped = 0;
        while (shown + skipped < 150) {
          JsonNode item = told.next("(delivery|skipped)");
          if (item.has("count")) {
            skipped += item.path("count").asInt();
          } else {
            shown++;
          }
        }
        assertThat(shown).isPositive();
        assertThat(skipped).isPositive();
      }
    }
  }

  @OnEachDatabase
  void aStreamTellsWhatBecomesOfDeliveries(TestDatabase database) throws Exception {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver failing = ScriptedReceiver.answering(404)) {
      String id = LoggedHooks.add(server, "failing", failing, "asset_create").path("id").asText();
      String last;
      String path = "/api/streams/deliveries?state=exhausted,delivered&webhook=" + id;
      try (Told told = Told.of(server, path, "")) {
        String asset = server.asset("/s/a.txt", "one");
        JsonNode item = told.next("delivery");
        last = told.id();
        assertThat(item.at("/event/subject").asText()).isEqualTo(asset);
        assertThat(item.path("state").asText()).isEqualTo("exhausted");
      }
      String missed = server.asset("/s/b.txt", "two");
      LoggedHooks.until(
          server, "/api/deliveries?state=exhausted", page -> page.path("items").size() == 2);
      try (Told told = Told.of(server, path, last)) {
        JsonNode item = told.next("delivery");
        while (!item.at("/event/subject").asText().equals(missed)) {
          item = told.next("delivery"); // told again, for safety
        }
        assertThat(item.path("lastStatus").asInt()).isEqualTo(404);
      }
    }
  }

  @Test
  void aStreamEndsSoonAfterItsSessionAndWithTheServer() throws Exception {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      String login = "/services/login?username=admin&password=ring-every-bell";
      TestResponse session = server.anonymous().bare("POST", login).is(200);
      String cookie = session.header("Set-Cookie").split(";", 2)[0];
      HttpRequest.Builder byCookie =
          request(server, "/api/streams/events").header("Cookie", cookie);
      try (Told told = new Told(HttpClient.newHttpClient(), byCookie);
          Told other = Told.of(server, "/api/streams/events", "")) {
        Instant start = Instant.now();
        server.anonymous().with("Cookie", cookie, "/services/logout").is(200);

        told.readToEnd();

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(25));
        assertThat(other.heartbeat()).isTrue();
        start = Instant.now();
        server.stop();
        other.readToEnd();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  private static HttpRequest.Builder request(ApiServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  /** A stream as a client reads it. */
  private static final class Told implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader in;
    private String id = "";
    private String kind = "";

    Told(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
      response = client.send(request.build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      assertThat(line()).startsWith("retry: ");
      assertThat(line()).startsWith("id: ");
    }

    static Told of(ApiServer server, String path, String last)
        throws IOException, InterruptedException {
      HttpRequest.Builder request = request(server, path).header("Authorization", BASIC);
      return new Told(
          HttpClient.newHttpClient(),
          last.isEmpty() ? request : request.header("Last-Event-ID", last));
    }

    String contentType() {
      return response.headers().firstValue("Content-Type").orElse("");
    }

    String id() {
      return id;
    }

    /** The data of the next event, which must have this name. */
    JsonNode next(String name) throws IOException {
      while (true) {
        String line = line();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          assertThat(line).matches("event: " + name);
          kind = line.substring(7);
        } else if (line.startsWith("data: ")) {
          Contract.hold(response.uri().getPath(), kind, line.substring(6));
          return new ObjectMapper().readTree(line.substring(6));
        }
      }
    }

    private String line() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new AssertionError("the stream has ended");
      }
      return line;
    }

    boolean heartbeat() throws IOException {
      String line = line();
      while (!line.startsWith(":")) {
        line = line();
      }
      return true;
    }

    void readToEnd() {
      try {
        while (in.readLine() != null) {
          // whatever it was
        }
      } catch (IOException cut) {
        // ended as well
      }
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }
}
