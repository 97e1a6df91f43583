package dev.carillon.cli.signature;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.TimeArguments;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.Ed25519;
import dev.carillon.hooks.webhook.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon verify}: says whether a request was signed with a secret, and if not, why. */
@Command(
    name = "verify",
    headerHeading =
        "Example: carillon verify --secret-file secret.txt --headers headers.txt --body body.json%n",
    description = {
      "Verifies the signatures of a received request. Needs no server.",
      "X-Hook-Signature and webhook-signature must each be valid if present, and one"
          + " must be present. Exits with 1 otherwise.",
      "With a public key, a signature by Ed25519 (v1a) must be valid; the secret is not needed"
          + " then, and used only if --secret-file is given."
    })
public final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SecretOptions secret = new SecretOptions();
  @Mixin private PublicKeyOptions publicKeys = new PublicKeyOptions();

  @Option(
      names = "--headers",
      paramLabel = "FILE",
      description = "A file with lines 'Name: value', as received.")
  private String headersFile = "";

  @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "One header; repeatable.")
  private List<String> headerLines = List.of();

  @Option(
      names = "--body",
      paramLabel = "FILE",
      required = true,
      description = "A file with the body, byte for byte as received; - is standard input.")
  private String body = "";

  @Option(
      names = "--tolerance",
      paramLabel = "SPAN",
      defaultValue = "5m",
      description = "The maximum age of webhook-timestamp (default: 5m).")
  private String tolerance = "5m";

  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    oneIsStandardInput();
    List<byte[]> keys = publicKeys.keys();
    List<String> wrong = new ArrayList<>();
    Map<String, String> headers = headers();
    Payload payload = Payload.of(Input.bytes(body));
    if (publicKeys.given()) {
      checkEd25519(keys, payload, headers, wrong);
    }
    if (!publicKeys.given() || !secret.file().isEmpty()) {
      checkSecret(secret.signer(), payload, headers, wrong);
    }
    var out = spec.commandLine().getOut();
    if (json) {
      ObjectNode verdict = JsonNodeFactory.instance.objectNode().put("valid", wrong.isEmpty());
      wrong.forEach(verdict.putArray("wrong")::add);
      out.println(verdict);
    } else if (wrong.isEmpty()) {
      out.println("valid");
    } else {
      wrong.forEach(why -> out.println("invalid: " + why));
    }
    out.flush();
    return (wrong.isEmpty() ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  /** What one option has read, another one cannot. */
  private void oneIsStandardInput() {
    List<String> files = List.of(body, headersFile, publicKeys.file(), secret.file());
    if (Collections.frequency(files, "-") > 1) {
      throw new Failure(
          ExitCode.USAGE,
          "only one of --body, --headers, --jwks and --secret-file can be -, standard input");
    }
  }

  private void checkSecret(
      Signer signer, Payload payload, Map<String, String> headers, List<String> wrong) {
    String hook = headers.getOrDefault("X-Hook-Signature", "");
    String standard = headers.getOrDefault("webhook-signature", "");
    if (hook.isEmpty() && standard.isEmpty()) {
      wrong.add("X-Hook-Signature and webhook-signature are both missing");
    }
    if (!hook.isEmpty() && !same(hook, signer.hookSignature(payload))) {
      wrong.add("X-Hook-Signature does not match this body and secret");
    }
    if (!standard.isEmpty()) {
      checkStandard(signer, payload, headers, wrong);
    }
  }

  private void checkEd25519(
      List<byte[]> keys, Payload payload, Map<String, String> headers, List<String> wrong) {
    String id = headers.getOrDefault("webhook-id", "");
    String timestamp = headers.getOrDefault("webhook-timestamp", "");
    byte[] before = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    boolean one = false;
    for (String each : headers.getOrDefault("webhook-signature", "").split(" ", -1)) {
      if (each.startsWith(SigningKey.PREFIX)) {
        byte[] signature = decoded(each.substring(SigningKey.PREFIX.length()));
        one |= keys.stream().anyMatch(k -> Ed25519.verifies(k, signature, before, payload.bytes()));
      }
    }
    if (!one) {
      wrong.add("webhook-signature has no signature v1a that matches a public key");
    }
    checkAge(timestamp, wrong);
  }

  private static byte[] decoded(String signature) {
    try {
      return Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  private void checkStandard(
      Signer signer, Payload payload, Map<String, String> headers, List<String> wrong) {
    String id = headers.getOrDefault("webhook-id", "");
    String timestamp = headers.getOrDefault("webhook-timestamp", "");
    if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}")) {
      wrong.add("webhook-id or webhook-timestamp is missing or malformed");
      return;
    }
    long seconds = Long.parseLong(timestamp);
    String expected = signer.standardSignature(id, seconds, payload);
    boolean one = false;
    for (String each : headers.getOrDefault("webhook-signature", "").split(" ", -1)) {
      one |= same(each, expected);
    }
    if (!one) {
      wrong.add("webhook-signature does not match this id, timestamp, body and secret");
    }
    checkAge(timestamp, wrong);
  }

  private void checkAge(String timestamp, List<String> wrong) {
    if (!timestamp.matches("[0-9]{1,12}")) {
      wrong.add("webhook-timestamp is missing or malformed");
      return;
    }
    long age = Math.abs(Clock.systemUTC().instant().getEpochSecond() - Long.parseLong(timestamp));
    String why = "webhook-timestamp is " + age + " s away from now, more than " + tolerance;
    if (wrong.contains(why)) {
      return;
    }
    if (Duration.ofSeconds(age).compareTo(TimeArguments.span("--tolerance", tolerance)) > 0) {
      wrong.add(why);
    }
  }

  private Map<String, String> headers() {
    List<String> lines = new ArrayList<>(headerLines);
    if (!headersFile.isEmpty()) {
      new String(Input.bytes(headersFile), StandardCharsets.UTF_8).lines().forEach(lines::add);
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else if (headerLines.contains(line)) {
        throw new Failure(ExitCode.USAGE, "--header is '" + line + "', but must be 'Name: value'");
      }
    }
    return headers;
  }

  private static boolean same(String given, String expected) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }
}
