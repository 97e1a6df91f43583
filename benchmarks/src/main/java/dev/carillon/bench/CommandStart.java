package dev.carillon.bench;

import dev.carillon.bench.program.Machine;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a command of the command line takes that has nothing to do, as a user types it: script,
 * Java, answer. The limit is the same Java that does nothing.
 */
final class CommandStart implements Program {

  private static final int RUNS = 5;

  @Override
  public String purpose() {
    return "time of a command that has nothing to do";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    List<String> version = List.of(options.launcher().toString(), "version");
    List<String> help = List.of(options.launcher().toString(), "deliveries", "--help");
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> bare = List.of(java, "-XX:+UseSerialGC", "-version");
    millis(version);
    List<Double> cpu = new ArrayList<>();
    List<Double> versions = new ArrayList<>();
    List<Double> helps = new ArrayList<>();
    List<Double> bares = new ArrayList<>();
    for (int run = 0; run < options.rounds() * RUNS; run++) {
      bares.add(millis(bare));
      long before = Machine.childrenCpuNanos();
      versions.add(millis(version));
      cpu.add((Machine.childrenCpuNanos() - before) / 1e6);
      helps.add(millis(help));
    }
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("cpuMillis", Math.round(Median.of(cpu)));
    more.put("helpMillis", Math.round(Median.of(helps)));
    return new Result(Median.of(versions), "ms", Median.of(bares), options.rounds() * RUNS, more);
  }

  private static double millis(List<String> command) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
    return (System.nanoTime() - started) / 1e6;
  }
}
