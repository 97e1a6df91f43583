package dev.carillon.cli.account;

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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon login}: keeps a token, never the password. */
@Command(
    name = "login",
    headerHeading = "Example: carillon login --server https://assets.example.com%n",
    description = {
      "Logs in and stores the token for later commands.",
      "The command asks for the password, or reads it from standard input. The"
          + " password cannot be an argument, because other users and the shell's history"
          + " would see it."
    })
public final class LoginCommand implements Runnable {

  @Mixin private RemoteOptions remote = new RemoteOptions();

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
    if (tokenStdin) {
      withToken(profile, SecretInput.line().strip());
      return;
    }
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
    kept(new Profile(profile.name(), profile.server(), name, token), "");
  }

  private void withToken(Profile profile, String token) {
    Profile wanted = new Profile(profile.name(), profile.server(), "", token);
    // the holder of a valid token may ask who it is
    String name = remote.server(wanted).send("POST", "/services/profile").path("username").asText();
    if (!username.isEmpty() && !username.equalsIgnoreCase(name)) {
      throw new Failure(
          ExitCode.USAGE,
          "the token belongs to the user '"
              + name
              + "', not to the one in --username; nothing was changed");
    }
    kept(new Profile(profile.name(), profile.server(), name, token), ", with a token");
  }

  private void kept(Profile profile, String how) {
    remote.profiles().use(profile);
    Screen screen = remote.screen();
    screen.say("Logged in to " + profile.server() + " as " + profile.username() + how + ".");
    screen.result(profile.json());
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
    String typed = console("without a terminal, --username is required").readLine("%s", question);
    return typed == null ? "" : typed.strip();
  }

  private Console console(String otherwise) {
    return Terminal.toAsk(remote.mayAsk(), otherwise);
  }
}
