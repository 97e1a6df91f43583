package dev.carillon.cli;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon alerts}; each method is a command. */
@Command(
    name = "alerts",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon alerts list%n",
    description = "Shows what is wrong, and sets which people and webhooks are notified of it.")
final class AlertsCommand {

  private static final String PATH = "/api/alerts";
  private static final String RESOLVED = "resolved";

  @Command(
      name = "list",
      headerHeading = "Example: carillon alerts list%n",
      description = {
        "Lists alerts, at most 200: those that are active, then those that were resolved within 7"
            + " days.",
        "NOTIFIED: the channels that know of it, and whether they know that it was resolved."
      })
  void list(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            AlertsCommand::cells,
            "state",
            "rule",
            "about",
            "since",
            "until",
            "notified",
            "detail");
    JsonNode state = remote.server().get(PATH, Map.of()).path("state");
    state.path("alerts").forEach(listing::add);
    listing.end();
    long more = state.path("more").asLong();
    if (more > 0) {
      remote.screen().say("And " + more + " more.");
    }
  }

  private static List<String> cells(JsonNode alert) {
    List<String> told = new ArrayList<>();
    for (JsonNode each : alert.path("notified")) {
      told.add(
          each.path("channel").asText()
              + " ("
              + (each.path("what").asText().equals("ended") ? RESOLVED : "began")
              + ")");
    }
    List<String> cells = new ArrayList<>();
    cells.add(alert.path("active").asBoolean() ? "active" : RESOLVED);
    cells.addAll(Screen.texts(alert, "rule", "name", "beganAt", "endedAt"));
    cells.add(String.join(", ", told));
    cells.add(Screen.text(alert.path("detail")));
    return cells;
  }

  @Command(
      name = "channels",
      headerHeading = "Example: carillon alerts channels%n",
      description = {
        "Lists the channels, and how they work.",
        "WAITING: the alerts of which a channel was not notified yet.",
        "NOT BEFORE: when it is notified next, if anything waits."
      })
  void channels(@Mixin RemoteOptions remote) {
    String[] shown = {"name", "waiting", "lastSentAt", "notBefore", "failures", "error"};
    Listing listing =
        new Listing(
            remote.screen(),
            channel -> Screen.texts(channel, shown),
            "name",
            "waiting",
            "last sent",
            "not before",
            "failures",
            "error");
    remote.server().get(PATH, Map.of()).path("state").path("channels").forEach(listing::add);
    listing.end();
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon alerts get > alerts.json%n",
      description = {
        "Prints rules and channels as JSON, to be changed and set again.",
        "The URLs of channels are shown without their path. Left as it is, such a URL stays."
      })
  void get(@Mixin RemoteOptions remote) {
    JsonNode all = remote.server().get(PATH, Map.of());
    if (all instanceof ObjectNode settings) {
      settings.remove("state");
    }
    remote.screen().json(all);
  }

  @Command(
      name = "set",
      headerHeading = "Example: carillon alerts set --file alerts.json%n",
      description = {
        "Sets rules and channels: those in the file take the place of all that there are.",
        "Refused if the file has a revision and the settings have been changed since."
      })
  void set(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--file",
              paramLabel = "FILE",
              required = true,
              description =
                  "A file with JSON as 'carillon alerts get' prints it; - is standard" + " input.")
          String file) {
    JsonNode set = remote.server().send("PUT", PATH, read(file));
    int rules = set.path("rules").size();
    int channels = set.path("channels").size();
    remote
        .screen()
        .say(
            "Set: "
                + rules
                + (rules == 1 ? " rule, " : " rules, ")
                + channels
                + (channels == 1 ? " channel." : " channels."));
    remote.screen().result(set);
  }

  private static JsonNode read(String file) {
    try {
      return Json.read(Input.bytes(file));
    } catch (Json.Malformed malformed) {
      throw new Failure(ExitCode.USAGE, file + ": " + malformed.getMessage());
    }
  }

  @Command(
      name = "test",
      headerHeading = "Example: carillon alerts test operators%n",
      description = "Sends a test message to a channel; exits with 1 if it was not taken.")
  void test(@Mixin RemoteOptions remote, @Parameters(paramLabel = "CHANNEL") String channel) {
    JsonNode result = remote.server().send("POST", PATH + "/channels/" + part(channel) + "/test");
    if (!result.path("sent").asBoolean()) {
      throw new Failure(
          ExitCode.FAILURE,
          "the channel '"
              + channel
              + "' did not take the message: "
              + result.path("error").asText());
    }
    remote.screen().say("The channel '" + channel + "' took the message.");
    remote.screen().result(result);
  }
}
