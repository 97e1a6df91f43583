package dev.carillon.cli.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.hooks.proof.AttemptLeaf;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon verify-proof}: says what a proof of an attempt shows. */
@Command(
    name = "verify-proof",
    headerHeading =
        "Example: carillon verify-proof proof.json --root"
            + " 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08%n",
    description = {
      "Checks a file of carillon deliveries prove, and prints what it shows. Needs no server.",
      "Exits with 1 if something does not fit together, or if the root is not the one that was"
          + " published. Without --root and --audit-log it only shows that the file fits together:"
          + " its maker could have made another one."
    })
public final class VerifyProofCommand implements Callable<Integer> {

  private static final String ROOT = "[0-9a-f]{64}";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The proof; - is standard input.")
  private String file = "";

  @Option(
      names = "--root",
      paramLabel = "ROOT",
      defaultValue = "",
      description = "The root of the segment as it was published: 64 hexadecimal digits.")
  private String root = "";

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      defaultValue = "",
      description = "An exported audit log (ndjson) that must have the root.")
  private String auditLog = "";

  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (!root.isEmpty() && !root.matches(ROOT)) {
      throw new Failure(
          ExitCode.USAGE, "--root is \"" + root + "\"; allowed are 64 hexadecimal digits");
    }
    if (file.equals("-") && auditLog.equals("-")) {
      throw new Failure(ExitCode.USAGE, "only one of the two files can be -, standard input");
    }
    CheckedProof proof = read();
    List<String> wrong = new ArrayList<>(proof.wrong());
    if (!root.isEmpty() && !root.equals(proof.root())) {
      wrong.add("the proof leads to the root " + proof.root() + ", not to " + root);
    }
    if (!auditLog.isEmpty() && !logged(proof)) {
      wrong.add(
          auditLog
              + " has no entry about segment "
              + proof.segment()
              + " with the root "
              + proof.root());
    }
    print(proof, wrong);
    return (wrong.isEmpty() ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  private CheckedProof read() {
    try {
      return CheckedProof.of(Json.read(Input.bytes(file)));
    } catch (IllegalArgumentException | Json.Malformed noProof) {
      throw new Failure(ExitCode.FAILURE, file + ": " + noProof.getMessage());
    }
  }

  private boolean logged(CheckedProof proof) {
    for (String line : new String(Input.bytes(auditLog), UTF_8).split("\n")) {
      if (line.contains(proof.root()) && is(Json.read(line), proof)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(JsonNode entry, CheckedProof proof) {
    return entry.path("action").asText().equals(CheckedProof.SEALED)
        && entry.at("/object/id").asText().equals(Long.toString(proof.segment()))
        && entry.at("/after/root").asText().equals(proof.root());
  }

  private void print(CheckedProof proof, List<String> wrong) {
    ObjectNode shown = shown(proof, wrong);
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(shown);
    } else {
      wrong.forEach(why -> out.println("invalid: " + Screen.printable(why)));
      if (wrong.isEmpty()) {
        out.println(
            root.isEmpty() && auditLog.isEmpty()
                ? "fits together; compare the root with one that was published: --root or"
                    + " --audit-log"
                : "valid");
      }
      out.println(Screen.facts(shown));
    }
    out.flush();
  }

  private static ObjectNode shown(CheckedProof proof, List<String> wrong) {
    AttemptLeaf leaf = proof.leaf();
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("valid", wrong.isEmpty());
    shown.put("delivery", leaf.subject().delivery());
    shown.put("attempt", leaf.subject().attempt());
    shown.put("webhook", leaf.subject().webhook());
    shown.put("event", leaf.subject().event());
    shown.put("type", leaf.subject().eventType());
    shown.put("subject", leaf.subject().eventSubject());
    shown.put("url", leaf.request().url());
    shown.put("at", time(leaf.request().atMicros()));
    shown.put("durationMs", leaf.result().durationMicros() / 1_000.0);
    shown.put("outcome", leaf.result().outcome());
    shown.put("status", leaf.result().status() == 0 ? null : (Long) leaf.result().status());
    shown.put("error", leaf.result().error().isEmpty() ? null : leaf.result().error());
    shown.put("segment", proof.segment());
    shown.put("root", proof.root());
    shown.put("notCovered", "headers other than Host, Content-Type and User-Agent");
    if (!wrong.isEmpty()) {
      wrong.forEach(shown.putArray("wrong")::add);
    }
    return shown;
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
