package dev.carillon.bench.features;

import dev.carillon.bench.api.ServerCosts;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What features cost when they are used: microseconds of processor time for each event, beside a
 * plain webhook in the same run, in turn. Those of the library on the work of {@code p1}, those of
 * the server on changes through the API, as in {@code p2}.
 */
public final class Features implements Program {

  private static final int EVENTS = 128_000;
  private static final int BRIEF_EVENTS = 32_000;

  @Override
  public String purpose() {
    return "what features of webhooks cost when they are used, beside a plain one";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    int events = options.brief() ? BRIEF_EVENTS : EVENTS;
    System.out.printf(
        "settings: one webhook; %,d events of 1 KiB in a round of the library; %d rounds%n",
        events, options.rounds());
    Costs library = new Costs();
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID);
        TokenEndpoint tokens = TokenEndpoint.start()) {
      LibraryCosts costs = new LibraryCosts(receiver, options.work().resolve("store"), events);
      for (int round = 0; round <= options.rounds(); round++) {
        for (Feature feature : LibraryCosts.features(tokens.url())) {
          double micros = costs.round(feature);
          told("library", round, feature.name(), micros);
          // the first one warms up
          if (round > 0) {
            library.add(feature.name(), micros);
          }
        }
      }
    }
    Costs server = new Costs();
    new ServerCosts(options)
        .measure(
            (name, micros) -> {
              told("server", 1, name, micros);
              server.add(name, micros);
            });
    System.out.print("\nlibrary, for each event:\n" + library.table());
    System.out.print("\nserver, for each change:\n" + server.table());
    Map<String, Object> more = new LinkedHashMap<>();
    put("library", library, more);
    put("server", server, more);
    double plain = library.median(Costs.PLAIN);
    return new Result(plain, "µs", plain, options.rounds(), more);
  }

  private static void told(String what, int round, String name, double micros) {
    System.out.printf(
        "%s, %s, %s: %.1f µs%n", round == 0 ? "warm-up" : "round", what, name, micros);
  }

  private static void put(String what, Costs costs, Map<String, Object> more) {
    for (String name : costs.names()) {
      more.put(what + " " + name, tenths(costs.median(name)));
      if (!name.equals(Costs.PLAIN)) {
        more.put(what + " " + name + " more", tenths(costs.more(name)));
      }
    }
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
