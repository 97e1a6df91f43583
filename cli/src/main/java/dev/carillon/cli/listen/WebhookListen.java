package dev.carillon.cli.listen;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.EventStream;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Pause;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings to a program what one webhook gets. The events of a consumer are fetched and acknowledged
 * ({@link ConsumerListen}). Of a webhook that is sent to a URL, each delivery that has ended is
 * copied from the log with the headers of its last attempt; the webhook does not notice.
 *
 * @param webhook its name or id
 * @param start where to begin with deliveries
 */
record WebhookListen(RemoteOptions remote, String webhook, Forwarder forwarder, Start start) {

  /** What an HTTP client sets by itself. */
  private static final Set<String> OF_CONNECTION =
      Set.of("host", "content-length", "connection", "transfer-encoding", "expect", "upgrade");

  /** The log hides values that are secret so. */
  private static final Set<String> HIDDEN = Set.of("********", "Bearer (hidden)");

  /**
   * A stream that goes on begins a little earlier: of so many it is known that they were copied. A
   * delivery that was sent again has more attempts.
   */
  private static final int KNOWN_MAX = 10_000;

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** Runs until so many were brought to the program. */
  void run(long count, Consumer<Forwarded> shown) {
    String ready = "Ready. Forwarding to " + forwarder.target() + ". ";
    ConsumerListen consumer =
        new ConsumerListen(remote.server(), webhook, forwarder, remote.screen()::say);
    try {
      String pending = consumer.state().path("pending").asText();
      if (start.given()) {
        throw new Failure(
            ExitCode.USAGE,
            "--after and --resume cannot be used with a consumer: the server knows what it has"
                + " acknowledged");
      }
      remote.screen().say(ready + "Events that wait: " + pending);
    } catch (Failure refused) {
      if (refused.code() != ExitCode.NOT_FOUND && refused.code() != ExitCode.CONFLICT) {
        throw refused;
      }
      copy(pushed(refused), ready, count, shown);
      return;
    }
    consumer.run(count, shown);
  }

  /** The id of the webhook that is sent to a URL. */
  private String pushed(Failure noConsumer) {
    List<JsonNode> named =
        remote
            .server()
            .get("/api/webhooks", Map.of())
            .valueStream()
            .filter(
                one ->
                    one.path("id").asText().equals(webhook)
                        || one.path("name").asText().equals(webhook))
            .toList();
    if (named.isEmpty()) {
      throw new Failure(ExitCode.NOT_FOUND, "There is no webhook '" + webhook + "'");
    }
    if (named.size() > 1) {
      throw noConsumer.code() == ExitCode.CONFLICT
          ? noConsumer
          : new Failure(
              ExitCode.USAGE, "Several webhooks have the name '" + webhook + "'; use an id");
    }
    return named.getFirst().path("id").asText();
  }

  private void copy(String id, String ready, long count, Consumer<Forwarded> shown) {
    CursorFile place =
        CursorFile.of(remote.folder(), remote.profile().server(), id + " " + forwarder.target());
    String from =
        start.after().isEmpty() && start.resume() ? place.last().orElse("") : start.after();
    remote.screen().say(ready + "Copying the deliveries of '" + webhook + "' as they end.");
    Map<String, String> query =
        Map.of("webhook", id, "state", "delivered,exhausted", "all", "true");
    Set<String> known = new LinkedHashSet<>();
    long[] left = {count};
    new EventStream(remote.server(), "/api/streams/deliveries", query, remote.screen())
        .after(from)
        .onPlace(place::keep)
        .forEach(
            (cursor, delivery) -> {
              String one = delivery.path("id").asText();
              boolean isNew = known.add(one + "/" + delivery.path("attempts").asText());
              if (isNew && forward(one, shown)) {
                left[0]--;
              }
              if (known.size() > KNOWN_MAX) {
                known.remove(known.iterator().next());
              }
              place.keep(cursor);
              return left[0] > 0;
            });
  }

  /** Whether the log still had it. */
  private boolean forward(String id, Consumer<Forwarded> shown) {
    JsonNode delivery;
    try {
      delivery = delivery(id);
    } catch (Failure refused) {
      if (refused.code() != ExitCode.NOT_FOUND) {
        throw refused;
      }
      remote.screen().say("Skipped the delivery " + id + ": the log no longer has it.");
      return false;
    }
    JsonNode attempts = delivery.path("attemptList");
    Map<String, String> headers = new LinkedHashMap<>();
    for (JsonNode header : attempts.path(attempts.size() - 1).at("/request/headers")) {
      String name = header.path("name").asText();
      String value = header.path("value").asText();
      if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !HIDDEN.contains(value)) {
        headers.put(name, value);
      }
    }
    shown.accept(forwarder.forward(id, headers, delivery.path("payload").asText()));
    return true;
  }

  /** Until the server can be reached. */
  private JsonNode delivery(String id) {
    ServerClient server = remote.server();
    while (true) {
      try {
        return server.get("/api/deliveries/" + part(id), Map.of());
      } catch (Failure refused) {
        if (refused.code() != ExitCode.UNAVAILABLE) {
          throw refused;
        }
        remote.screen().say("Reconnecting: " + refused.message());
        if (!Pause.of(PAUSE)) {
          throw new Failure(ExitCode.FAILURE, "stopped");
        }
      }
    }
  }

  /**
   * Where to begin.
   *
   * @param after the cursor; empty = now
   * @param resume whether to begin where the last one for this webhook and target ended
   */
  record Start(String after, boolean resume) {

    boolean given() {
      return resume || !after.isEmpty();
    }
  }
}
