package dev.carillon.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./bench}: lists the programs, or runs one. */
public final class Bench {

  private static final Map<String, Program> PROGRAMS = new TreeMap<>(Map.of("p5", new Footprint()));
  private static final int ROUNDS = 5;
  private static final int SHORT_ROUNDS = 2;

  private Bench() {}

  /**
   * Runs a program; exit code 1 if it could not measure, 2 where it was called wrongly.
   *
   * @param arguments the repository's root, then what was typed
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path root = Path.of(arguments[0]);
    List<String> typed = List.of(arguments).subList(1, arguments.length);
    if (typed.isEmpty()) {
      PROGRAMS.forEach((name, program) -> System.out.println(name + "  " + program.purpose()));
      return;
    }
    Program program = PROGRAMS.get(typed.getFirst());
    List<String> options = typed.subList(1, typed.size());
    if (program == null || !List.of("--short", "--json").containsAll(options)) {
      System.err.println("bench: one of " + PROGRAMS.keySet() + ", then --short or --json");
      System.exit(2);
      return;
    }
    try {
      int rounds = options.contains("--short") ? SHORT_ROUNDS : ROUNDS;
      Result result = program.run(new Program.Options(root.resolve("carillon"), rounds));
      Map<String, Object> line =
          result.line(typed.getFirst(), Machine.description(), Machine.commit(root));
      if (!options.contains("--json")) {
        line.forEach((name, value) -> System.out.println(name + ": " + value));
      }
      System.out.println(new ObjectMapper().writeValueAsString(line));
    } catch (IOException failed) {
      System.err.println("bench: " + failed.getMessage());
      System.exit(1);
    }
  }
}
