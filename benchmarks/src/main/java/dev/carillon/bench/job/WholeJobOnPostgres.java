package dev.carillon.bench.job;

import dev.carillon.bench.duel.Duel;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.util.List;

/** P7: the whole job on PostgreSQL with one node; {@link TwoNodes} compares it with two. */
public final class WholeJobOnPostgres implements Program {

  @Override
  public String purpose() {
    return "the whole job on PostgreSQL, one node; k8 has two";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    try (PostgresServer server =
            PostgresServer.open(options.database(), options.work().resolve("postgres"));
        RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      System.out.println("settings: " + server.settings() + "; the rest as for p1");
      Result result =
          new Duel(
                  new BareJob(receiver, () -> BareRows.open(server)),
                  job(server, receiver, options, WholeJob.CALLERS),
                  List.of(new BareSender(receiver)),
                  "deliveries/s")
              .fight(options);
      EmbeddedJob fewer = job(server, receiver, options, FewerCallers.CALLERS);
      Result beside = FewerCallers.beside(result, fewer, options);
      return FewerCallers.inOwnTransactions(beside, fewer, options);
    }
  }

  static EmbeddedJob job(
      PostgresServer server, RunningReceiver receiver, Options options, int callers) {
    return new EmbeddedJob("p7", receiver, options.work().resolve("store"), server::hooks, callers);
  }
}
