package dev.carillon.cli.signature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.hooks.webhook.Ed25519;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Option;

/** The public keys that signatures by Ed25519 are verified with. */
public final class PublicKeyOptions {

  private static final String PREFIX = "whpk_";

  @Option(
      names = "--public-key",
      paramLabel = "KEY",
      description = "A public key (whpk_…) for signatures by Ed25519; repeatable.")
  private List<String> keys = List.of();

  @Option(
      names = "--jwks",
      paramLabel = "FILE",
      description =
          "A file with the server's /.well-known/jwks.json, for signatures by Ed25519; - is"
              + " standard input.")
  private String file = "";

  /** Whether any is given. */
  boolean given() {
    return !keys.isEmpty() || !file.isEmpty();
  }

  /** The file; empty if there is none. */
  String file() {
    return file;
  }

  /** All of them. */
  List<byte[]> keys() {
    List<byte[]> all = new ArrayList<>();
    for (String key : keys) {
      String text = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
      all.add(checked("--public-key", key, Base64.getDecoder(), text));
    }
    if (!file.isEmpty()) {
      for (JsonNode key : set().path("keys")) {
        if (key.path("crv").asText().equals("Ed25519")) {
          String coordinate = key.path("x").asText();
          all.add(checked("x in --jwks", coordinate, Base64.getUrlDecoder(), coordinate));
        }
      }
      if (all.isEmpty()) {
        throw new Failure(ExitCode.USAGE, "--jwks has no key with \"crv\":\"Ed25519\"");
      }
    }
    return all;
  }

  private JsonNode set() {
    try {
      return new ObjectMapper().readTree(Input.bytes(file));
    } catch (IOException malformed) {
      throw new Failure(ExitCode.USAGE, "--jwks is not JSON: " + malformed.getMessage());
    }
  }

  private static byte[] checked(String option, String given, Base64.Decoder base, String text) {
    byte[] key;
    try {
      key = base.decode(text);
    } catch (IllegalArgumentException malformed) {
      key = new byte[0];
    }
    if (key.length != Ed25519.KEY_BYTES) {
      throw new Failure(
          ExitCode.USAGE,
          option + " is '" + given + "', but must be " + Ed25519.KEY_BYTES + " bytes in base64");
    }
    try {
      boolean _ = Ed25519.verifies(key, new byte[Ed25519.SIGNATURE_BYTES]);
    } catch (IllegalArgumentException none) {
      throw new Failure(
          ExitCode.USAGE,
          option
              + " is '"
              + given
              + "', which has the right length, but is no public key of Ed25519");
    }
    return key;
  }
}
