package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.ProgressBar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a filter finds, on its way here. Where the server ends a search for a text early,
 * the next one goes on.
 *
 * @param server where it comes from
 * @param query the filter
 * @param format ndjson or csv
 */
record Export(ServerClient server, Map<String, String> query, String format) {

  private static final String PATH = "/api/deliveries";
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Writes all of it. */
  void to(OutputStream out, ProgressBar progress) throws IOException {
    long total = progress.shown() ? total() : 0;
    Map<String, String> asked = new LinkedHashMap<>(query);
    asked.put("format", format);
    long rows = 0;
    Optional<String> next;
    do {
      HttpResponse<InputStream> part = server.answer(PATH + "/export", asked);
      try (InputStream in = part.body()) {
        if (format.equals("csv") && asked.containsKey("cursor")) {
          skipHead(in);
        }
        rows = copy(in, out, rows, total, progress);
      }
      next = part.headers().firstValue("X-Next-Cursor");
      next.ifPresent(cursor -> asked.put("cursor", cursor));
    } while (next.isPresent());
  }

  private void skipHead(InputStream in) {
    byte[] one = new byte[1];
    while (read(in, one) > 0 && one[0] != '\n') {
      // the first part had it
    }
  }

  private long copy(InputStream in, OutputStream out, long before, long total, ProgressBar progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long rows = before;
    for (int length = read(in, buffer); length >= 0; length = read(in, buffer)) {
      out.write(buffer, 0, length);
      for (int i = 0; i < length; i++) {
        rows += buffer[i] == '\n' ? 1 : 0;
      }
      progress.at(rows, total);
    }
    return rows;
  }

  private int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException cut) {
      throw new Failure(
          ExitCode.UNAVAILABLE, server.base() + " was interrupted; the output is incomplete");
    }
  }

  /** How many there are; 0 where that is not known: of a text, or more than are counted. */
  private long total() {
    if (query.containsKey("text")) {
      return 0;
    }
    Map<String, String> counted = new LinkedHashMap<>(query);
    String states = counted.remove("state");
    JsonNode counts = server.get(PATH + "/counts", counted);
    long total = 0;
    for (String state : states == null ? List.of("all") : List.of(states.split(" *, *"))) {
      JsonNode count = counts.path(state);
      if (count.path("more").asBoolean()) {
        return 0;
      }
      total += count.path("count").asLong();
    }
    return total;
  }
}
