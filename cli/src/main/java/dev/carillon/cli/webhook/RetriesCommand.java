package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon webhooks retries}: the retry schedule as dates. */
@Command(
    name = "retries",
    headerHeading = "Example: carillon webhooks retries orders --from 2026-11-25T10:00:00Z%n",
    description =
        "Shows when the attempts of a delivery would be made if the first one failed now and all"
            + " others failed too.")
public final class RetriesCommand implements Runnable {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Parameters(paramLabel = "NAME", description = "The webhook, by name or id.")
  private String webhook = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "",
      description = "When the first attempt failed (default: now).")
  private String from = "";

  @Override
  public void run() {
    Map<String, String> query = new LinkedHashMap<>(Map.of("webhook", webhook));
    if (!from.isEmpty()) {
      query.put("from", from);
    }
    JsonNode schedule = remote.server().get("/api/retry-schedule", query);
    remote.screen().show(schedule, () -> text(schedule));
  }

  private static String text(JsonNode schedule) {
    Table table = Table.of("attempt", "planned", "earliest", "latest", "wait");
    for (JsonNode attempt : schedule.path("attempts")) {
      List<String> times = Screen.texts(attempt, "number", "at", "earliest", "latest");
      String wait = "%.0f s".formatted(attempt.path("waitSeconds").asDouble());
      table.row(List.of(times.get(0), times.get(1), times.get(2), times.get(3), wait));
    }
    return table.text();
  }
}
