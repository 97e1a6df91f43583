package dev.carillon.server.operations.offline;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.SecretInput;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code carillon users reset-password}: by a link, or offline where no administrator can log in
 * any more.
 */
@Command(
    name = "reset-password",
    headerHeading =
        "Examples: carillon users reset-password anna%n"
            + "          carillon users reset-password admin --offline --home /srv/carillon%n",
    description = {
      "Prints a link with which the user sets a new password; the old one stays valid until then.",
      "With --offline, while no server runs, the command asks for the new password or"
          + " reads it from standard input. It sets the password, and ends all sessions, login"
          + " tokens and password links of the user."
    })
public final class ResetPasswordCommand implements Callable<Integer> {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Mixin private OfflineOptions options = new OfflineOptions();

  @Parameters(paramLabel = "NAME", description = "The user name.")
  private String username = "";

  @Option(names = "--offline", description = "Works on the home, while no server runs.")
  private boolean offline;

  @Option(
      names = "--password-stdin",
      description = "With --offline: reads the password from standard input.")
  private boolean passwordStdin;

  @Option(names = "--revoke-tokens", description = "Ends all API tokens of the user at once, too.")
  private boolean revokeTokens;

  @Override
  public Integer call() {
    if (offline) {
      String password = SecretInput.newPassword(passwordStdin);
      return options.run((home, out) -> reset(home, out, password));
    }
    if (passwordStdin || options.given()) {
      throw new Failure(ExitCode.USAGE, "--home, --database and --password-stdin need --offline");
    }
    JsonNode link = remote.server().send("POST", "/api/users/" + part(username) + "/password-link");
    if (revokeTokens) {
      revokeAll();
    }
    remote.screen().showFacts(link);
    return ExitCode.OK.number();
  }

  private void revokeAll() {
    PagedList.each(
        remote.server(),
        "/api/tokens",
        Map.of("user", username),
        Integer.MAX_VALUE,
        token -> {
          if (token.path("revokedAt").isNull()) {
            remote.server().send("DELETE", "/api/tokens/" + part(token.path("id").asText()));
          }
        });
  }

  private int reset(StoppedHome home, PrintWriter out, String password) {
    home.setPassword(username, password, revokeTokens);
    out.println("The password of '" + Screen.printable(username) + "' is set.");
    out.flush();
    return ExitCode.OK.number();
  }
}
