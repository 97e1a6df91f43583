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
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon tokens}; each method is a command. */
@Command(
    name = "tokens",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon tokens list%n",
    description = "Lists, creates and revokes API tokens.")
public final class TokensCommand {

  private static final String PATH = "/api/tokens";

  @Command(
      name = "list",
      headerHeading = "Example: carillon tokens list --user '*'%n",
      description = "Lists API tokens, newest first, without the tokens themselves.")
  void list(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--user",
              paramLabel = "NAME",
              defaultValue = "",
              description = "The tokens of this user, or '*' for all users (default: your own).")
          String user) {
    String[] shown = {
      "id", "name", "username", "scopes", "prefix", "expiresAt", "lastUsedAt", "revokedAt"
    };
    Listing listing = new Listing(remote.screen(), token -> Screen.texts(token, shown), shown);
    Map<String, String> query = user.isEmpty() ? Map.of() : Map.of("user", user);
    PagedList.each(remote.server(), PATH, query, Integer.MAX_VALUE, listing::add);
    listing.end();
  }

  @Command(
      name = "create",
      headerHeading =
          "Example: carillon tokens create publisher --scope assets:read --expires-in-days 90%n",
      description = {
        "Creates an API token for yourself and prints it. Store it safely: it is not shown again.",
        "Scopes: assets:read, assets:write, webhooks:read, webhooks:write, admin:read, admin:write,",
        "events:consume, events:write."
      })
  void create(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "NAME", description = "What the token is for.") String name,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              required = true,
              split = ",",
              description = "A scope of the token; repeatable.")
          List<String> scopes,
      @Option(
              names = "--expires-in-days",
              paramLabel = "DAYS",
              defaultValue = "0",
              description = "Days until the token expires, 1 to 3650 (default: never).")
          int days,
      @Option(
              names = "--password-stdin",
              description = "Reads your password, which this command needs, from standard input.")
          boolean passwordStdin) {
    ObjectNode wish = JsonNodeFactory.instance.objectNode().put("name", name);
    scopes.forEach(wish.putArray("scopes")::add);
    if (days != 0) {
      wish.put("expiresInDays", days);
    }
    if (passwordStdin) {
      wish.put("password", SecretInput.line());
    } else if (remote.byLogIn()) {
      wish.put("password", SecretInput.ownPassword(remote.mayAsk()));
    }
    JsonNode made = remote.server().send("POST", PATH, wish);
    remote.screen().show(made, () -> Screen.text(made.path("token")));
  }

  @Command(
      name = "revoke",
      headerHeading = "Example: carillon tokens revoke 3Hk8sVz1XcQm6Rb0LnJtYw%n",
      description = "Revokes an API token permanently, within a second.")
  void revoke(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    remote.server().send("DELETE", PATH + "/" + part(id));
    remote.screen().say("Revoked.");
    ObjectNode done = JsonNodeFactory.instance.objectNode().put("id", id).put("revoked", true);
    remote.screen().result(done);
  }
}
