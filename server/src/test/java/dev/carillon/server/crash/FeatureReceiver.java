package dev.carillon.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Recorder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The receiver of several webhooks, each with a path of its own. It agrees to handshakes, gives out
 * access tokens, and keeps what comes: once for each delivery, whose bytes never change.
 */
final class FeatureReceiver implements AutoCloseable {

  private static final String TOKENS = "tokens";

  private final ScriptedReceiver receiver = ScriptedReceiver.start(this::answer);
  private final AtomicInteger tokens = new AtomicInteger();
  private final Map<String, Map<String, Received>> deliveries = new LinkedHashMap<>();

  private boolean answer(Received request, OutputStream out, Socket socket) throws IOException {
    if (request.requestLine().startsWith("OPTIONS ")) {
      write(out, "WebHook-Allowed-Origin: *\r\n", "");
    } else if (path(request).equals(TOKENS)) {
      write(
          out,
          "Content-Type: application/json\r\n",
          "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
              .formatted(tokens.incrementAndGet()));
    } else {
      write(out, "", "");
    }
    return true;
  }

  private static void write(OutputStream out, String headers, String body) throws IOException {
    out.write(
        "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(headers, body.length(), body)
            .getBytes(UTF_8));
  }

  private static String path(Received request) {
    String target = request.requestLine().split(" ", -1)[1];
    return target.substring(target.lastIndexOf('/') + 1);
  }

  /** The URL of a webhook. */
  String url(String webhook) {
    return receiver.url() + "/" + webhook;
  }

  /** Where access tokens are. */
  String tokenUrl() {
    return url(TOKENS);
  }

  /** How many access tokens were fetched. */
  int tokens() {
    return tokens.get();
  }

  /** What came of a webhook, by the delivery's id, in the order in which it came first. */
  Map<String, Received> deliveries(String webhook) {
    for (Received request : receiver.rest()) {
      if (request.requestLine().startsWith("POST ") && !path(request).equals(TOKENS)) {
        String id = request.header("webhook-id").orElseThrow();
        Received first =
            deliveries
                .computeIfAbsent(path(request), name -> new LinkedHashMap<>())
                .putIfAbsent(id, request);
        if (first != null) {
          assertThat(request.body()).as("a delivery that comes again").isEqualTo(first.body());
        }
      }
    }
    return deliveries.getOrDefault(webhook, Map.of());
  }

  /** The bodies of these deliveries. */
  List<JsonNode> bodies(String webhook) {
    List<JsonNode> bodies = new ArrayList<>();
    deliveries(webhook).values().forEach(request -> bodies.add(Recorder.json(request)));
    return bodies;
  }

  /** The numbers of the changes that a webhook got, each of which comes once. */
  NavigableSet<Integer> numbers(String webhook) {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (JsonNode body : bodies(webhook)) {
      assertThat(numbers.add(number(body))).as("%s of %s comes once", body, webhook).isTrue();
    }
    return numbers;
  }

  /** The number of the change that made this body: in a payload, a CloudEvent or a template's. */
  static int number(JsonNode body) {
    JsonNode payload = body.has("data") ? body.path("data") : body;
    JsonNode number =
        payload.has("number")
            ? payload.path("number")
            : payload.at("/changedMetadata/description/newValue");
    return Integer.parseInt(number.asText());
  }

  @Override
  public void close() {
    receiver.close();
  }
}
