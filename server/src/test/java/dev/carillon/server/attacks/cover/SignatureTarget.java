package dev.carillon.server.attacks.cover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.cli.signature.VerifyCommand;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** {@code carillon verify}: the headers of a request that may be forged. */
public final class SignatureTarget {

  private static final String TOKEN = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final Payload BODY = Payload.of("{}".getBytes(UTF_8));
  private static final Signer SIGNER = Signer.of(TOKEN);
  private static final Path FOLDER = folder();

  private SignatureTarget() {}

  /** Verifies headers, of which none are valid but those that hold the right signature. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String headers = new String(bytes, UTF_8);
    int code = verify(headers);
    // the standard one holds for five minutes, which no input knows
    boolean right = headers.contains(SIGNER.hookSignature(BODY));
    if ((code != 0 && code != 1) || (code == 0 && !right)) {
      throw new AssertionError("exit code " + code + " for " + headers);
    }
  }

  private static int verify(String headers) {
    try {
      Path given = Files.writeString(FOLDER.resolve("headers"), headers);
      VerifyCommand command = new VerifyCommand();
      new CommandLine(command)
          .setOut(new PrintWriter(new StringWriter()))
          .parseArgs(
              "--secret-file",
              FOLDER.resolve("token").toString(),
              "--body",
              FOLDER.resolve("body").toString(),
              "--headers",
              given.toString());
      return command.call();
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("carillon-verify");
      Files.writeString(folder.resolve("token"), TOKEN);
      Files.write(folder.resolve("body"), BODY.bytes());
      return folder;
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }
}
