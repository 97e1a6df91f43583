package dev.carillon.cli.listen;

import static dev.carillon.cli.remote.ServerClient.part;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Fetches the events of a consumer, brings them to a program, byte by byte and with the signatures
 * of the server, and acknowledges those that the program took. The server knows which these are, so
 * nothing is lost by a restart.
 *
 * @param consumer its name or id
 * @param trouble gets the message that the server cannot be reached
 */
record ConsumerListen(
    ServerClient server, String consumer, Forwarder forwarder, Consumer<String> trouble) {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 20;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final JsonFactory JSON = new JsonFactory();

  /** Runs until so many events were brought to the program. */
  void run(long count, Consumer<Forwarded> shown) {
    long left = count;
    while (left > 0) {
      List<Fetched> events = fetched((int) Math.min(left, AT_ONCE));
      ObjectNode done = JsonNodeFactory.instance.objectNode();
      // the leases of one response end together: what is left on lease comes again in its order
      Set<String> refused = new HashSet<>();
      for (Fetched event : events) {
        Set<String> assets = event.assets();
        if (!Collections.disjoint(refused, assets)) {
          refused.addAll(assets);
          continue;
        }
        Forwarded result = forwarder.forward(event.id(), event.headers(), event.payload());
        shown.accept(result);
        if (result.accepted()) {
          done.withArray("ids").add(event.id());
        } else {
          refused.addAll(assets);
        }
        left--;
      }
      if (!done.isEmpty()) {
        acknowledge(done);
      }
    }
  }

  /** Until the server has it: the program has the events, and would get them once more. */
  private void acknowledge(ObjectNode done) {
    while (true) {
      try {
        server.send("POST", path("/ack"), done);
        return;
      } catch (Failure refused) {
        if (refused.code() != ExitCode.UNAVAILABLE) {
          throw refused;
        }
        pause(refused.message());
      }
    }
  }

  private String path(String below) {
    return "/api/consumers/" + part(consumer) + below;
  }

  /** What comes within some seconds; nothing where the server is away. */
  private List<Fetched> fetched(int max) {
    Map<String, String> query =
        Map.of("wait", WAIT.toSeconds() + "s", "max", Integer.toString(max));
    try (InputStream response = server.open(path("/events"), query, WAIT)) {
      return events(new String(response.readAllBytes(), UTF_8));
    } catch (IOException cut) {
      return away("the connection was closed");
    } catch (Failure refused) {
      if (refused.code() != ExitCode.UNAVAILABLE) {
        throw refused;
      }
      return away(refused.message());
    }
  }

  private List<Fetched> away(String why) {
    pause(why);
    return List.of();
  }

  private void pause(String why) {
    trouble.accept("Reconnecting: " + why);
    if (!Pause.of(PAUSE)) {
      throw new Failure(ExitCode.FAILURE, "stopped");
    }
  }

  /** The events of a response; each payload is a part of its text, as it stands there. */
  static List<Fetched> events(String text) throws IOException {
    List<Fetched> events = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("events")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            events.add(event(parser, text));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return events;
  }

  private static Fetched event(JsonParser parser, String text) throws IOException {
    String id = "";
    Map<String, String> headers = new LinkedHashMap<>();
    String payload = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "id" -> id = parser.getText();
        case "headers" -> {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String header = parser.currentName();
            parser.nextToken();
            headers.put(header, parser.getText());
          }
        }
        case "payload" -> {
          int from = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          payload = text.substring(from, (int) parser.currentLocation().getCharOffset());
        }
        default -> parser.skipChildren();
      }
    }
    return new Fetched(id, headers, payload);
  }

  /**
   * Fails where there is no such consumer.
   *
   * @return how far behind it is
   */
  JsonNode state() {
    return server.get(path(""), Map.of());
  }

  /** An event as the server gave it. */
  record Fetched(String id, Map<String, String> headers, String payload) {

    /** The ids of the assets that it is about: none, or several if it is a batch. */
    Set<String> assets() {
      JsonNode body;
      try {
        body = Json.read(payload);
      } catch (Json.Malformed noJson) {
        return Set.of();
      }
      Set<String> assets = new HashSet<>();
      for (JsonNode part : body.isArray() ? body : List.of(body)) {
        // CloudEvents have the payload in their data
        for (JsonNode asset : List.of(part.path("assetId"), part.path("data").path("assetId"))) {
          if (asset.isTextual()) {
            assets.add(asset.asText());
          }
        }
      }
      return assets;
    }
  }
}
