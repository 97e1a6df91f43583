package dev.carillon.cli.account;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.PagedList;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.SecretInput;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon users}; each method is a command. */
@Command(
    name = "users",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon users list%n",
    description = "Lists, creates, disables and enables users, and resets their passwords.")
public final class UsersCommand {

  private static final String PATH = "/api/users";

  @Command(
      name = "list",
      headerHeading = "Example: carillon users list --text anna%n",
      description = "Lists the users by name.")
  void list(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--text",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Only users with this text in a name or in the e-mail address.")
          String text,
      @Option(
              names = "--limit",
              paramLabel = "COUNT",
              defaultValue = "1000",
              description = "The maximum number of results (default: ${DEFAULT-VALUE}).")
          int limit) {
    String[] shown = {"username", "fullName", "superUser", "licence", "enabled", "lastLogInAt"};
    Listing listing = new Listing(remote.screen(), user -> Screen.texts(user, shown), shown);
    boolean more = PagedList.each(remote.server(), PATH, Map.of("text", text), limit, listing::add);
    listing.end();
    if (more) {
      remote.screen().say("There are more results; raise --limit.");
    }
  }

  @Command(
      name = "create",
      headerHeading =
          "Example: carillon users create anna --full-name 'Anna Berg' --super-user"
              + " --licence pro%n",
      description =
          "Creates a user. Prints a link with which the user sets a password, unless"
              + " --password-stdin gives one.")
  void create(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "NAME") String username,
      @Mixin NewUserOptions options) {
    ObjectNode user = options.json().put("username", username);
    remote.screen().showFacts(remote.server().send("POST", PATH, user));
  }

  /** What a user is to be. */
  static final class NewUserOptions {

    @Option(names = "--full-name", paramLabel = "TEXT", description = "The user's full name.")
    private String fullName = "";

    @Option(names = "--email", paramLabel = "ADDRESS", description = "The user's e-mail address.")
    private String email = "";

    @Option(names = "--super-user", description = "Makes the user an administrator.")
    private boolean superUser;

    @Option(
        names = "--licence",
        paramLabel = "NAME",
        defaultValue = "standard",
        description = "The licence: pro, api, standard or basic (default: ${DEFAULT-VALUE}).")
    private String licence = "standard";

    @Option(names = "--password-stdin", description = "Reads the password from standard input.")
    private boolean passwordStdin;

    ObjectNode json() {
      ObjectNode user = JsonNodeFactory.instance.objectNode();
      user.put("fullName", fullName).put("email", email);
      user.put("superUser", superUser).put("licence", licence);
      if (passwordStdin) {
        user.put("password", SecretInput.line());
      }
      return user;
    }
  }

  @Command(
      name = "disable",
      headerHeading = "Example: carillon users disable anna%n",
      description = "Ends all sessions and tokens of a user at once, and prevents new logins.")
  void disable(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String username) {
    enabled(remote, username, false);
  }

  @Command(
      name = "enable",
      headerHeading = "Example: carillon users enable anna%n",
      description = "Lets a user log in again. API tokens that were ended stay ended.")
  void enable(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String username) {
    enabled(remote, username, true);
  }

  private static void enabled(RemoteOptions remote, String username, boolean enabled) {
    JsonNode body = JsonNodeFactory.instance.objectNode().put("enabled", enabled);
    remote.screen().showFacts(remote.server().send("PUT", PATH + "/" + part(username), body));
  }
}
