package dev.carillon.cli.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Browser;
import dev.carillon.cli.remote.Profile;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The small commands about logins; each method is a command. */
public final class SessionCommands {

  private SessionCommands() {}

  /** Ends the login at the server and forgets it here. */
  @Command(
      name = "logout",
      headerHeading = "Example: carillon logout%n",
      description = "Ends the current login on the server and deletes it on this machine.")
  public static void logout(@Mixin RemoteOptions remote) {
    Profile profile = remote.profile();
    if (!profile.loggedIn()) {
      throw new Failure(ExitCode.AUTH, "not logged in to " + profile.server());
    }
    // the server first: a token that is forgotten here can not be ended there
    JsonNode ended = remote.server(profile).send("POST", "/services/logout");
    remote.profiles().remove(profile.name());
    String still =
        ended.path("tokenRevoked").asBoolean()
            ? " Its API token was revoked."
            : profile.token().startsWith("crl_")
                ? " The API token was not revoked; if it is still valid: carillon tokens revoke."
                : "";
    remote
        .screen()
        .say(
            "Logged out of %s. The login was deleted on this machine.%s"
                .formatted(profile.server(), still));
    remote.screen().result(profile.json().put("loggedIn", false));
  }

  /** Says who is logged in. */
  @Command(
      name = "whoami",
      headerHeading = "Example: carillon whoami --json%n",
      description = "Shows the user who is logged in, and the user's permissions.")
  public static void whoami(@Mixin RemoteOptions remote) {
    remote.screen().showFacts(remote.server().send("POST", "/services/profile"));
  }

  /** Lists the logins, or uses another one. */
  @Command(
      name = "switch",
      headerHeading = "Examples: carillon switch%n" + "          carillon switch production%n",
      description = "Lists the login profiles, or selects the one to use from now on.")
  public static void use(
      @Mixin RemoteOptions remote,
      @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "") String name) {
    if (!name.isEmpty()) {
      Profile chosen =
          remote
              .profiles()
              .find(name)
              .orElseThrow(
                  () ->
                      new Failure(
                          ExitCode.NOT_FOUND, "there is no login profile named '" + name + "'"));
      remote.profiles().use(chosen);
    }
    String current = remote.profiles().current();
    Listing listing =
        new Listing(remote.screen(), SessionCommands::row, "", "name", "server", "user");
    for (Profile each : remote.profiles().all()) {
      listing.add(each.json().put("current", each.name().equals(current)));
    }
    listing.end();
  }

  private static List<String> row(JsonNode profile) {
    List<String> row = new ArrayList<>(Screen.texts(profile, "name", "server", "username"));
    row.addFirst(profile.path("current").asBoolean() ? "*" : "");
    return row;
  }

  /** Says whether the server is well. */
  @Command(
      name = "status",
      headerHeading = "Example: carillon status%n",
      description = "Shows whether the server is running and healthy.")
  public static int status(@Mixin RemoteOptions remote) {
    JsonNode health = remote.server().get("/api/health", Map.of());
    remote
        .screen()
        .show(
            health,
            () -> {
              Table table = Table.of("check", "status", "detail");
              for (JsonNode each : health.path("checks")) {
                table.row(Screen.texts(each, "name", "status", "detail"));
              }
              return Screen.text(health.path("summary")) + "\n\n" + table.text();
            });
    String verdict = health.path("verdict").asText();
    return (verdict.equals("healthy") ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  /** Opens the console in a browser. */
  @Command(
      name = "open",
      headerHeading = "Examples: carillon open%n" + "          carillon open deliveries%n",
      description = "Opens a page of the console in the browser, and prints its URL.")
  public static void open(
      @Mixin RemoteOptions remote,
      @Parameters(arity = "0..1", paramLabel = "PAGE", defaultValue = "") String page) {
    String url = remote.profile().server() + "/console" + (page.isEmpty() ? "" : "/" + page);
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("url", url);
    remote.screen().show(json, () -> url);
    remote.screen().say(Browser.open(url));
  }
}
