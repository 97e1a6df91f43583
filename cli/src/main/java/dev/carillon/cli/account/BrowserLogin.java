package dev.carillon.cli.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Browser;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Pause;
import dev.carillon.cli.terminal.Screen;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Logs in by a pairing: the command shows a code, a person who is logged in to the console types it
 * there and confirms, and this machine gets an API token of that person.
 *
 * @param server called without a login
 */
record BrowserLogin(RemoteOptions remote, ServerClient server) {

  private static final String PATH = "/api/pairings";
  private static final String PROGRAM = "Carillon CLI";
  private static final int MACHINE_MAX = 56;

  /** What was confirmed at the last moment can be fetched for longer than the code is valid. */
  private static final Duration FETCHED_WITHIN = Duration.ofMinutes(3);

  private static final Duration UNREACHABLE_INTERVAL = Duration.ofSeconds(5);

  /** The API token, with its user, name, scopes and end. */
  JsonNode token() {
    ObjectNode asker =
        JsonNodeFactory.instance.objectNode().put("program", PROGRAM).put("machine", machine());
    JsonNode started = server.send("POST", PATH, asker);
    show(started);
    return await(started);
  }

  /** What this machine calls itself, as far as the server takes it. */
  private static String machine() {
    try {
      String name = Screen.printable(InetAddress.getLocalHost().getHostName()).strip();
      return name.isEmpty() ? "unknown" : name.substring(0, Math.min(name.length(), MACHINE_MAX));
    } catch (UnknownHostException nameless) {
      return "unknown";
    }
  }

  private void show(JsonNode started) {
    String page = Screen.text(started.path("page"));
    String code = Screen.text(started.path("userCode"));
    Screen screen = remote.screen();
    if (screen.json()) {
      ObjectNode shown = JsonNodeFactory.instance.objectNode();
      shown.put("page", page).put("userCode", code);
      screen.json(shown.set("expiresAt", started.path("expiresAt")));
    } else if (screen.quiet()) {
      screen.print(code + " " + page);
    }
    screen.say("Open this page in a browser, on any device:  " + page);
    screen.say("Log in there if you are asked to, and type this code:  " + code);
    long minutes = Duration.ofSeconds(started.path("expiresInSeconds").asLong()).toMinutes();
    screen.say("The code works once, for " + minutes + " minutes. Waiting …");
    // a server must not have other programs opened than a browser
    if (remote.mayAsk() && Browser.likely() && page.matches("https?://\\S+")) {
      screen.say(Browser.open(page));
    }
  }

  private JsonNode await(JsonNode started) {
    ObjectNode proof =
        JsonNodeFactory.instance
            .objectNode()
            .put("deviceCode", started.path("deviceCode").asText());
    Duration named = Duration.ofSeconds(Math.max(1, started.path("intervalSeconds").asLong()));
    Duration interval = named;
    Duration valid = Duration.ofSeconds(started.path("expiresInSeconds").asLong());
    long until = System.nanoTime() + valid.plus(FETCHED_WITHIN).toNanos();
    while (System.nanoTime() - until < 0) {
      if (!Pause.of(interval)) {
        throw new Failure(ExitCode.FAILURE, "interrupted; nothing was stored");
      }
      interval = named;
      try {
        Optional<JsonNode> token = asked(proof);
        if (token.isPresent()) {
          return token.get();
        }
      } catch (Failure failed) {
        // a server that starts again goes on with the pairing
        if (failed.code() != ExitCode.UNAVAILABLE) {
          throw failed;
        }
        interval = named.plus(UNREACHABLE_INTERVAL);
      }
    }
    throw expired();
  }

  /** The token; empty where it is not there yet. */
  private Optional<JsonNode> asked(ObjectNode proof) {
    JsonNode reply = server.send("POST", PATH + "/token", proof);
    return switch (reply.path("state").asText()) {
      case "pending" -> Optional.empty();
      case "confirmed" -> Optional.of(reply.path("token"));
      case "refused" ->
          throw new Failure(
              ExitCode.AUTH, "the login was refused in the console; nothing was stored");
      case "alreadyGiven" ->
          throw new Failure(
              ExitCode.FAILURE,
              "the server gave out the token, but its response was lost; revoke your newest token"
                  + " on the console's page API tokens, and log in again");
      default -> throw expired();
    };
  }

  private static Failure expired() {
    return new Failure(
        ExitCode.FAILURE,
        "the login was not confirmed in time, and nothing was stored; start it again");
  }
}
