package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon attention}: which webhooks need an administrator, and why. */
@Command(
    name = "attention",
    headerHeading = "Example: carillon attention%n",
    description =
        "Lists the webhooks that need an administrator, the worst first: disabled by the server,"
            + " failing, more than an hour behind, or with failed deliveries. To bring one back,"
            + " use carillon fix.")
public final class AttentionCommand implements Runnable {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Override
  public void run() {
    Screen screen = remote.screen();
    JsonNode found = remote.server().get("/api/attention", Map.of());
    screen.show(found, () -> text(screen, found));
  }

  private static String text(Screen screen, JsonNode found) {
    if (found.path("count").asInt() == 0) {
      return screen.coloured(
          "Nothing needs you: "
              + Screen.text(found.path("enabled"))
              + " of "
              + Screen.text(found.path("webhooks"))
              + " webhooks are enabled.",
          Screen.Colour.GOOD);
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode item : found.path("items")) {
      lines.add(
          screen.coloured(
              Screen.text(item.path("name")) + ": " + Screen.text(item.path("reason")),
              Screen.Colour.BAD));
      lines.add("  since   " + Screen.text(item.path("since")));
      lines.add("  cause   " + Screen.text(item.at("/cause/summary")));
      lines.add("  next    " + Screen.text(item.at("/cause/nextStep")));
      lines.add(
          "  events  "
              + counted(item, "missed")
              + " missed, "
              + counted(item, "failed")
              + " failed, "
              + counted(item, "backlog")
              + " pending");
      if (!unread(item)) {
        lines.add(
            "  fix  carillon fix "
                + Screen.text(item.path("id"))
                + " --since "
                + Screen.text(item.path("recoverSince")));
      }
    }
    return String.join("\n", lines);
  }

  /** Only its program can fetch what waits, so there is nothing to fix here. */
  private static boolean unread(JsonNode item) {
    return item.path("reason").asText().equals("behind")
        && item.path("delivery").asText().equals("pull");
  }

  private static String counted(JsonNode item, String what) {
    return Screen.text(item.path(what)) + (item.path(what + "More").asBoolean() ? "+" : "");
  }
}
