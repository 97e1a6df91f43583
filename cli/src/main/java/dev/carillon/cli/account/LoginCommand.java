package dev.carillon.cli.account;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.Profile;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.SecretInput;
import dev.carillon.cli.terminal.Terminal;
import java.io.Console;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon login}: keeps a token, never the password. */
@Command(
    name = "login",
    headerHeading =
        "Examples: carillon login --server https://assets.example.com%n"
            + "          carillon login --server https://assets.example.com --username anna%n",
    description = {
      "Logs in and stores the token for later commands.",
      "Without --username, --password-stdin and --token-stdin you log in with your browser: the"
          + " command prints a code and the address of a page. There you see which program asks,"
          + " choose what it may do and until when, and confirm. This machine then gets an API"
          + " token, which carillon logout revokes.",
      "With --username the command asks for the password, or reads it from standard input. The"
          + " password cannot be an argument, because other users and the shell's history"
          + " would see it."
    })
public final class LoginCommand implements Runnable {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Option(
      names = "--browser",
      description = "Logs in with a browser, also where no terminal is attached.")
  private boolean browser;

  @Option(names = "--username", paramLabel = "NAME", description = "The user name.")
  private String username = "";

  @Option(names = "--password-stdin", description = "Reads the password from standard input.")
  private boolean passwordStdin;

  @Option(
      names = "--token-stdin",
      description = "Reads an API token from standard input and logs in with it.")
  private boolean tokenStdin;

  @Override
  public void run() {
    Profile profile = remote.profile();
    boolean otherwise = tokenStdin || passwordStdin || !username.isEmpty();
    if (browser && otherwise) {
      throw new Failure(
          ExitCode.USAGE,
          "--browser cannot be used with --username, --password-stdin or --token-stdin");
    }
    if (tokenStdin) {
      withToken(profile, SecretInput.line().strip());
    } else if (browser || (!otherwise && remote.mayAsk())) {
      withBrowser(profile);
    } else {
      withPassword(profile);
    }
  }

  private void withPassword(Profile profile) {
    String name = username.isEmpty() ? asked("User name at " + profile.server() + ": ") : username;
    JsonNode answer =
        remote
            .server()
            .form(
                "/services/apilogin",
                Map.of("username", name, "password", password(), "clientId", "carillon-cli"));
    if (!answer.path("loginSuccess").asBoolean()) {
      throw new Failure(ExitCode.AUTH, answer.path("loginFaultMessage").asText("refused"));
    }
    String token = answer.path("authToken").asText();
    kept(new Profile(profile.name(), profile.server(), name, token, false), "");
  }

  private void withToken(Profile profile, String token) {
    Profile wanted = new Profile(profile.name(), profile.server(), "", token, false);
    // the holder of a valid token may ask who it is
    String name = remote.server(wanted).send("POST", "/services/profile").path("username").asText();
    if (!username.isEmpty() && !username.equalsIgnoreCase(name)) {
      throw new Failure(
          ExitCode.USAGE,
          "the token belongs to the user '"
              + name
              + "', not to the one in --username; nothing was changed");
    }
    kept(new Profile(profile.name(), profile.server(), name, token, false), ", with a token");
  }

  private void withBrowser(Profile profile) {
    JsonNode token = new BrowserLogin(remote, remote.stranger(profile)).token();
    kept(
        new Profile(
            profile.name(),
            profile.server(),
            token.path("username").asText(),
            token.path("token").asText(),
            true),
        ", until "
            + token.path("expiresAt").asText()
            + ", with the API token '"
            + token.path("name").asText()
            + "' for "
            + token.path("scopes").valueStream().map(JsonNode::asText).collect(joining(", ")));
  }

  private void kept(Profile profile, String how) {
    Optional<Profile> before = remote.profiles().find(profile.name()).filter(Profile::paired);
    remote.profiles().use(profile);
    Screen screen = remote.screen();
    screen.say("Logged in to " + profile.server() + " as " + profile.username() + how + ".");
    before.filter(old -> !old.token().equals(profile.token())).ifPresent(this::end);
    screen.result(profile.json());
  }

  /** Nothing here knows the token of the login before any more: nothing else would revoke it. */
  private void end(Profile before) {
    try {
      remote.server(before).send("POST", "/services/logout");
    } catch (Failure failed) {
      remote
          .screen()
          .say(
              "The API token of the login before could not be revoked: "
                  + failed.message()
                  + ". Revoke it on the console's page API tokens.");
    }
  }

  private String password() {
    return passwordStdin
        ? SecretInput.line()
        : SecretInput.secret(
            console(
                "without a terminal, the command cannot ask for the password; use"
                    + " --password-stdin"),
            "Password: ");
  }

  private String asked(String question) {
    String typed =
        console("without a terminal, --username or --browser is required").readLine("%s", question);
    return typed == null ? "" : typed.strip();
  }

  private Console console(String otherwise) {
    return Terminal.toAsk(remote.mayAsk(), otherwise);
  }
}
