package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how requests log in at the receiver, and whether it is asked before. */
final class LoginOptions {

  private static final String FIELD = "authentication";

  @Option(
      names = "--oauth-token-url",
      paramLabel = "URL",
      description =
          "The token endpoint from which access tokens for the receiver come; empty = no login.")
  private @Nullable String tokenUrl;

  @Option(
      names = "--oauth-client-id",
      paramLabel = "ID",
      description = "The client that requests access tokens.")
  private @Nullable String clientId;

  @Option(
      names = "--oauth-client-secret-file",
      paramLabel = "FILE",
      description = "The file whose first line is the secret of this client.")
  private @Nullable String secretFile;

  @Option(
      names = "--oauth-scope",
      paramLabel = "SCOPE",
      description = "The scope of access tokens; separate several with spaces.")
  private @Nullable String scope;

  @Option(
      names = "--oauth-audience",
      paramLabel = "AUDIENCE",
      description = "The parameter audience of token requests; some authorization servers need it.")
  private @Nullable String audience;

  @Option(
      names = "--oauth-client-authentication",
      paramLabel = "HOW",
      description = "basic, or post: where token requests have the id and the secret.")
  private @Nullable String clientAuthentication;

  @Option(
      names = "--handshake",
      arity = "1",
      paramLabel = "WHETHER",
      description =
          "true: the receiver of CloudEvents must allow them before the webhook is saved; or"
              + " false.")
  private @Nullable Boolean handshake;

  /**
   * Adds what is given.
   *
   * @param before the webhook as it is, since all of its login is sent together; empty = a new one
   */
  void addTo(ObjectNode json, JsonNode before) {
    if (handshake != null) {
      json.put("handshake", handshake);
    }
    if (tokenUrl != null && tokenUrl.isEmpty()) {
      json.putNull(FIELD);
      return;
    }
    if (Stream.of(tokenUrl, clientId, secretFile, scope, audience, clientAuthentication)
        .allMatch(given -> given == null)) {
      return;
    }
    ObjectNode login = json.putObject(FIELD).put("type", "oauth2");
    if (before.path(FIELD) instanceof ObjectNode known) {
      login.setAll(known.deepCopy());
    }
    put(login, "tokenUrl", tokenUrl);
    put(login, "clientId", clientId);
    put(login, "clientSecret", secretFile == null ? null : secret(secretFile));
    put(login, "scope", scope);
    put(login, "audience", audience);
    put(login, "clientAuthentication", clientAuthentication);
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /** Not an argument itself, which other users and the shell's history would see. */
  private static String secret(String file) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException | InvalidPathException | UncheckedIOException unreadable) {
      throw new Failure(
          ExitCode.USAGE,
          "--oauth-client-secret-file: the file '" + file + "' cannot be read as UTF-8 text");
    }
  }
}
