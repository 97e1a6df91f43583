package dev.carillon.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A live stream of the server (server-sent events, as the HTML standard describes them), which goes
 * on where it was after a break.
 */
public final class EventStream {

  private static final long PAUSE_MILLIS = 1_000;
  private static final long PAUSE_MILLIS_MAX = 30_000;

  /** What the server calls the number of those that it left out because the reader is too slow. */
  private static final String SKIPPED = "skipped";

  private final ServerClient server;
  private final String path;
  private final Map<String, String> query;
  private final Screen screen;
  private Consumer<String> placed = id -> {};
  private String lastId = "";
  private long pause = PAUSE_MILLIS;

  /** The stream at this path. */
  public EventStream(ServerClient server, String path, Map<String, String> query, Screen screen) {
    this.server = server;
    this.path = path;
    this.query = new LinkedHashMap<>(query);
    this.screen = screen;
  }

  /** Begins behind the item with this id; empty = now. */
  public EventStream after(String id) {
    lastId = id;
    return this;
  }

  /** Sets what gets the place of a stream on which nothing came yet, or nothing that is shown. */
  public EventStream onPlace(Consumer<String> listener) {
    placed = listener;
    return this;
  }

  /** Gives each item until the consumer returns false; says how many the server passed over. */
  public void forEach(Predicate<JsonNode> each) {
    forEach((id, item) -> each.test(item));
  }

  /** The same with the id of each item, behind which another stream may begin. */
  public void forEach(BiPredicate<String, JsonNode> each) {
    boolean more = true;
    while (more) {
      try (var lines =
          new BufferedReader(
              new InputStreamReader(server.stream(path, query, lastId), StandardCharsets.UTF_8))) {
        more = read(lines, each);
      } catch (Failure refused) {
        if (refused.code() != ExitCode.UNAVAILABLE) {
          throw refused;
        }
        more = again(refused.message());
      } catch (Json.Malformed notJson) {
        throw new Failure(
            ExitCode.FAILURE, server.base() + " did not send JSON; is it a Carillon server?");
      } catch (IOException broken) {
        more = again("the stream was interrupted");
      }
    }
  }

  private boolean read(BufferedReader lines, BiPredicate<String, JsonNode> each)
      throws IOException {
    StringBuilder data = new StringBuilder();
    String id = lastId;
    String name = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id:")) {
        id = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      } else if (line.isEmpty()) {
        pause = PAUSE_MILLIS;
        if (!data.isEmpty() && !give(new Named(name, id), Json.read(data.toString()), each)) {
          return false;
        }
        if (data.isEmpty() && !id.equals(lastId)) {
          placed.accept(id);
        }
        // also of an event without data: that is the place of a stream on which nothing came yet
        lastId = id;
        data.setLength(0);
        name = "";
      }
    }
    return again("the stream ended");
  }

  private boolean give(Named named, JsonNode item, BiPredicate<String, JsonNode> each) {
    if (!named.name().equals(SKIPPED)) {
      return each.test(named.id(), item);
    }
    screen.say(item.path("count").asText() + " more, too many to show");
    return true;
  }

  private boolean again(String why) {
    screen.say("Reconnecting: " + why);
    boolean goesOn = Pause.of(Duration.ofMillis(pause));
    pause = Math.min(pause * 2, PAUSE_MILLIS_MAX);
    return goesOn;
  }

  /** What an item is called, and its id. */
  private record Named(String name, String id) {}
}
