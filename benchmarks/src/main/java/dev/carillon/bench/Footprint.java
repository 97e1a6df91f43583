package dev.carillon.bench;

import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the server takes to be ready, and how much memory and processor time it uses when it
 * idles. The limit is a Java that starts with the same options and does nothing.
 */
final class Footprint implements Program {

  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Processor time is counted from then on: the compiler is still at work after a start. */
  private static final Duration CALM = Duration.ofSeconds(10);

  @Override
  public String purpose() {
    return "time until ready, idle memory and processor time";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("carillon-bench");
    try {
      List<String> command = command(options.launcher(), folder.resolve("existing"));
      System.out.println("runs " + String.join(" ", command));
      Samples fresh = new Samples();
      Samples existing = new Samples();
      List<Double> bare = new ArrayList<>();
      for (int round = 1; round <= options.rounds(); round++) {
        bare.add(bareMillis(command));
        fresh.add("fresh", command, folder.resolve("fresh" + round));
        existing.add("existing", command, folder.resolve("existing"));
      }
      Map<String, Object> more = new LinkedHashMap<>();
      fresh.tell("fresh", more);
      existing.tell("existing", more);
      more.put("command", String.join(" ", command));
      return new Result(Median.of(existing.ready), "ms", Median.of(bare), options.rounds(), more);
    } finally {
      Folder.remove(folder);
    }
  }

  /** What the launcher runs in the end: so the options are those that a user gets. */
  private static List<String> command(Path launcher, Path home)
      throws IOException, InterruptedException {
    try (RunningServer first = RunningServer.start(List.of(launcher.toString()), home)) {
      return first.command();
    }
  }

  private static double bareMillis(List<String> command) throws IOException, InterruptedException {
    List<String> bare = new ArrayList<>(command.subList(0, command.indexOf("-jar")));
    bare.add("-version");
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(bare)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(bare + " failed");
    }
    return (System.nanoTime() - started) / 1e6;
  }

  /** What was seen on one kind of home. */
  private static final class Samples {

    private final List<Double> ready = new ArrayList<>();
    private final List<Double> own = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> resident = new ArrayList<>();
    private final List<Double> busy = new ArrayList<>();

    void add(String kind, List<String> command, Path home)
        throws IOException, InterruptedException {
      try (RunningServer server = RunningServer.start(command, home)) {
        ready.add(server.ready().toNanos() / 1e6);
        own.add(server.ownFigure() * 1000);
        cpu.add(server.cpuNanos() / 1e6);
        // not a wait for something: idling is what is measured
        Thread.sleep(IDLE);
        resident.add(server.residentMebibytes());
        long before = server.cpuNanos();
        Thread.sleep(CALM);
        busy.add(100.0 * (server.cpuNanos() - before) / CALM.toNanos());
      }
      System.out.printf(
          "%s home: ready after %.0f ms (the server says %.0f) and %.0f ms of CPU, %.0f MiB in use,"
              + " %.1f %% of a core%n",
          kind,
          ready.getLast(),
          own.getLast(),
          cpu.getLast(),
          resident.getLast(),
          busy.getLast());
    }

    void tell(String kind, Map<String, Object> more) {
      more.put(kind + "ReadyMillis", Math.round(Median.of(ready)));
      more.put(kind + "ReadyMillisByServer", Math.round(Median.of(own)));
      more.put(kind + "ReadyCpuMillis", Math.round(Median.of(cpu)));
      more.put(kind + "ResidentMebibytes", Math.round(Median.of(resident)));
      more.put(kind + "IdleCpuPercent", Math.round(Median.of(busy) * 10) / 10.0);
    }
  }
}
