package dev.carillon.cli.signature;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Surroundings;
import dev.carillon.hooks.signature.Signer;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** Where the secret token is read from: never an argument, which others can see. */
public final class SecretOptions {

  private static final String VARIABLE = "CARILLON_WEBHOOK_SECRET";

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "A file with the secret (or the variable " + VARIABLE + ").")
  private String file = "";

  /** The file; empty if the secret is in the variable. */
  String file() {
    return file;
  }

  /** A signer with it; {@code whsec_} in front is passed over. */
  Signer signer() {
    String text =
        file.isEmpty()
            ? Surroundings.current().variables().getOrDefault(VARIABLE, "")
            : new String(Input.bytes(file), StandardCharsets.UTF_8);
    String token = text.strip();
    token = token.startsWith("whsec_") ? token.substring("whsec_".length()) : token;
    if (token.isEmpty()) {
      throw new Failure(ExitCode.USAGE, "the secret is missing: use --secret-file or " + VARIABLE);
    }
    try {
      return Signer.of(token);
    } catch (IllegalArgumentException notBase64) {
      throw new Failure(ExitCode.USAGE, "the secret is not standard base64");
    }
  }
}
