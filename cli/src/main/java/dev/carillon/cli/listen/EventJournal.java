package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.Screen;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The server's journal of events ({@code /api/events}), read from a cursor on. Where the server
 * cannot be reached it is asked again from the same cursor, so that nothing is left out and nothing
 * comes twice.
 */
final class EventJournal {

  private static final Duration WAIT = Duration.ofSeconds(25);
  private static final long PAUSE_MILLIS = 500;
  private static final long PAUSE_MILLIS_MAX = 30_000;

  private final ServerClient server;
  private Consumer<String> trouble;
  private final Map<String, String> query = new LinkedHashMap<>();

  /**
   * The journal of a server.
   *
   * @param types the names of those that are wanted; none for all
   */
  EventJournal(ServerClient server, Screen screen, Set<String> types) {
    this.server = server;
    this.trouble = screen::say;
    if (!types.isEmpty()) {
      query.put("type", String.join(",", types));
    }
    query.put("limit", "100");
  }

  /** Sets what gets the message that the server cannot be reached. */
  void onTrouble(Consumer<String> listener) {
    trouble = listener;
  }

  /** The cursor of this moment. */
  String now() {
    return at("now").path("next").asText();
  }

  /**
   * The cursor, if the server knows it.
   *
   * @throws Failure where the server knows none like it, or not any more
   */
  String known(String cursor) {
    at(cursor);
    return cursor;
  }

  private JsonNode at(String cursor) {
    query.put("after", cursor);
    query.put("wait", "0");
    return server.get("/api/events", query);
  }

  /** What comes behind a cursor, waiting a while for it; the same page where that failed. */
  JsonNode behind(String cursor) {
    query.put("after", cursor);
    query.put("wait", String.valueOf(WAIT.toSeconds()));
    long pause = PAUSE_MILLIS;
    while (true) {
      try {
        return server.await("/api/events", query, WAIT);
      } catch (Failure refused) {
        if (refused.code() != ExitCode.UNAVAILABLE) {
          throw refused;
        }
        trouble.accept("Reconnecting: " + refused.message());
        if (!Pause.of(Duration.ofMillis(pause))) {
          throw new Failure(ExitCode.FAILURE, "stopped");
        }
        pause = Math.min(pause * 2, PAUSE_MILLIS_MAX);
      }
    }
  }
}
