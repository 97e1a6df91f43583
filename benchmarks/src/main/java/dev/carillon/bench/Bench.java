package dev.carillon.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.bench.api.Changes;
import dev.carillon.bench.api.FirstMinute;
import dev.carillon.bench.api.Latency;
import dev.carillon.bench.api.Recover;
import dev.carillon.bench.api.Tails;
import dev.carillon.bench.drain.Drain;
import dev.carillon.bench.features.Features;
import dev.carillon.bench.features.Unused;
import dev.carillon.bench.files.Pictures;
import dev.carillon.bench.growth.DroppedRanges;
import dev.carillon.bench.growth.Growth;
import dev.carillon.bench.growth.HomeCopy;
import dev.carillon.bench.growth.LogPages;
import dev.carillon.bench.growth.Sizes;
import dev.carillon.bench.isolation.Isolation;
import dev.carillon.bench.job.Limit;
import dev.carillon.bench.job.Proofs;
import dev.carillon.bench.job.TwoNodes;
import dev.carillon.bench.job.WholeJob;
import dev.carillon.bench.job.WholeJobOnPostgres;
import dev.carillon.bench.micro.Functions;
import dev.carillon.bench.program.Arguments;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Machine;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code ./bench}: lists the programs, or runs one. */
public final class Bench {

  private static final Map<String, Program> PROGRAMS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("cli", new CommandStart()),
              Map.entry("copy", new HomeCopy()),
              Map.entry("drain", new Drain()),
              Map.entry("features", new Features()),
              Map.entry("files", new Pictures()),
              Map.entry("first-minute", new FirstMinute()),
              Map.entry("jmh", new Functions()),
              Map.entry("limit", new Limit()),
              Map.entry("log", new LogPages(false)),
              Map.entry("logpg", new LogPages(true)),
              Map.entry("partitions", new DroppedRanges()),
              Map.entry("p1", new WholeJob()),
              Map.entry("p2", new Changes()),
              Map.entry("p3", new Latency()),
              Map.entry("p4", new Isolation()),
              Map.entry("p5", new Footprint()),
              Map.entry("p6", new Growth()),
              Map.entry("p7", new WholeJobOnPostgres()),
              Map.entry("k8", new TwoNodes()),
              Map.entry("proofs", new Proofs()),
              Map.entry("recover", new Recover()),
              Map.entry("sizes", new Sizes()),
              Map.entry("tails", new Tails()),
              Map.entry("unused", new Unused())));

  private Bench() {}

  /**
   * Runs a program; exit code 1 if something was lost or doubled or if it could not measure, 2
   * where it was called wrongly.
   *
   * @param arguments the repository's root, then what was typed
   */
  public static void main(String[] arguments) throws InterruptedException {
    Logger.getLogger("").setLevel(Level.WARNING);
    Path root = Path.of(arguments[0]);
    List<String> typed = List.of(arguments).subList(1, arguments.length);
    if (typed.isEmpty()) {
      PROGRAMS.forEach((name, program) -> System.out.printf("%-12s %s%n", name, program.purpose()));
      System.out.println(Arguments.HELP);
      return;
    }
    Program program = PROGRAMS.get(typed.getFirst());
    if (program == null) {
      System.err.println("bench: there is " + PROGRAMS.keySet() + ", not " + typed.getFirst());
      System.exit(2);
      return;
    }
    try {
      System.exit(run(root, typed.getFirst(), program, Arguments.parse(typed)));
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage());
      System.exit(2);
    } catch (IOException failed) {
      failed.printStackTrace();
      System.err.println("bench: could not measure: " + failed.getMessage());
      System.exit(1);
    }
  }

  private static int run(Path root, String name, Program program, Arguments arguments)
      throws IOException, InterruptedException {
    Path work = root.resolve("benchmarks/target/work-" + ProcessHandle.current().pid());
    Folder.empty(work);
    try {
      String machine = Machine.description();
      System.out.println("machine: " + machine);
      Result result = program.run(arguments.options(root.resolve("carillon"), work));
      Map<String, Object> line = result.line(name, machine, Machine.commit(root));
      if (!arguments.json()) {
        line.forEach((key, value) -> System.out.println(key + ": " + value));
      }
      System.out.println(new ObjectMapper().writeValueAsString(line));
      return exitCode(result);
    } finally {
      Folder.remove(work);
    }
  }

  /** 1 where something was lost, doubled, or came from nowhere. */
  static int exitCode(Result result) {
    if (result.verdict().clean()) {
      return 0;
    }
    System.err.println("bench: not everything arrived exactly once: " + result.verdict());
    return 1;
  }
}
