package dev.carillon.bench.drain;

import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A backlog of a million deliveries is sent with a heap of 256 MB. The limit is the same with all
 * the heap it may want.
 */
public final class Drain implements Program {

  private static final int BACKLOG = 1_000_000;
  private static final int BRIEF_BACKLOG = 100_000;
  private static final int LONG_ROUNDS = 3;

  @Override
  public String purpose() {
    return "a backlog of a million deliveries, drained with -Xmx256m (P5)";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    int backlog = options.brief() ? BRIEF_BACKLOG : BACKLOG;
    int rounds = options.brief() ? 1 : LONG_ROUNDS;
    List<Drained> little = new ArrayList<>();
    List<Drained> plenty = new ArrayList<>();
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      for (int round = 0; round < rounds; round++) {
        little.add(drained("-Xmx256m", backlog, receiver, options.work().resolve("little")));
        plenty.add(drained("-Xmx2g", backlog, receiver, options.work().resolve("plenty")));
      }
    }
    double figure = median(little, Drained::perSecond);
    double limit = median(plenty, Drained::perSecond);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("backlog", backlog);
    more.put("heapPeakMebibytes", Math.round(median(little, Drained::heapPeak)));
    more.put("residentPeakMebibytes", Math.round(median(little, Drained::residentPeak)));
    more.put("collectingSeconds", median(little, Drained::collecting));
    more.put("cpuMicros", Math.round(median(little, Drained::cpuMicros) * 10) / 10.0);
    return new Result(figure, "deliveries/s", limit, figure / limit, rounds, all(little), more);
  }

  private static Drained drained(String heap, int backlog, RunningReceiver receiver, Path folder)
      throws IOException, InterruptedException {
    Ledger owed = Backlog.fill(folder, backlog, receiver.url("/hook"));
    Process process = start(heap, folder, owed.size());
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the drain with " + heap + " ended with " + process.exitValue());
    }
    String[] figures = printed.strip().split(" ");
    Drained drained =
        new Drained(
            owed.size() / Double.parseDouble(figures[0]),
            Double.parseDouble(figures[1]),
            Double.parseDouble(figures[2]),
            Double.parseDouble(figures[3]),
            Double.parseDouble(figures[4]) * 1e6 / owed.size(),
            owed.compare(receiver.report()));
    System.out.println(heap + ": " + drained);
    return drained;
  }

  private static Process start(String heap, Path folder, int owed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            heap,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Drainer.class.getName(),
            folder.toString(),
            Integer.toString(owed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static double median(List<Drained> rounds, ToDoubleFunction<Drained> figure) {
    return Median.of(rounds.stream().mapToDouble(figure).boxed().toList());
  }

  private static Verdict all(List<Drained> rounds) {
    Verdict all = Verdict.NONE;
    for (Drained round : rounds) {
      all = all.plus(round.verdict());
    }
    return all;
  }

  /**
   * What one drain showed.
   *
   * @param heapPeak in MiB
   * @param residentPeak in MiB
   * @param collecting seconds
   * @param cpuMicros processor time for each delivery, the start of the process included
   */
  private record Drained(
      double perSecond,
      double heapPeak,
      double residentPeak,
      double collecting,
      double cpuMicros,
      Verdict verdict) {}
}
