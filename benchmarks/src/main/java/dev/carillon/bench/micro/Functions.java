package dev.carillon.bench.micro;

import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs all of them by JMH; the figure is that of signing, which each attempt pays. */
public final class Functions implements Program {

  private static final String FIGURE = "Signing.signatures";
  private static final String LIMIT = "Signing.bareHashes";

  @Override
  public String purpose() {
    return "signing, rendering, filtering and matching, each by JMH";
  }

  @Override
  public Result run(Options options) throws IOException {
    Map<String, Double> micros = micros(options, "");
    double figure = of(FIGURE, micros);
    double limit = of(LIMIT, micros);
    return new Result(figure, "µs", limit, iterations(options), new LinkedHashMap<>(micros));
  }

  private static int iterations(Options options) {
    return options.brief() ? 3 : 5;
  }

  /**
   * Microseconds of those that are in classes whose names begin so, by {@code Class.method}.
   *
   * @throws IOException if one of them could not be measured
   */
  public static Map<String, Double> micros(Options options, String begin) throws IOException {
    int iterations = iterations(options);
    TimeValue length = TimeValue.seconds(options.brief() ? 1 : 3);
    int warmUps = iterations + 1;
    var jmh =
        new OptionsBuilder()
            .include(Functions.class.getPackageName().replace(".", "\\.") + "\\." + begin + ".*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(1)
            .jvmArgs("-XX:+UseSerialGC", "-Xmx1g", "--sun-misc-unsafe-memory-access=allow")
            .warmupIterations(warmUps)
            .warmupTime(length)
            .measurementIterations(iterations)
            .measurementTime(length)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    Map<String, Double> micros = new LinkedHashMap<>();
    try {
      for (RunResult run : new Runner(jmh).run()) {
        String name = run.getParams().getBenchmark();
        name = name.substring(Functions.class.getPackageName().length() + 1);
        double score = run.getPrimaryResult().getScore();
        double error = run.getPrimaryResult().getScoreError();
        System.out.printf("%-28s %8.3f µs ± %.3f%n", name, score, error);
        micros.put(name, Math.round(score * 1000) / 1000.0);
      }
    } catch (RunnerException failed) {
      throw new IOException("JMH failed: " + failed.getMessage(), failed);
    }
    return micros;
  }

  private static double of(String name, Map<String, Double> micros) throws IOException {
    Double found = micros.get(name);
    if (found == null) {
      throw new IOException("JMH did not measure " + name);
    }
    return found;
  }
}
