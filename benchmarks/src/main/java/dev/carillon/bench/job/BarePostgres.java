package dev.carillon.bench.job;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The limit of P7: the same rows in the same tables, many to a commit, by statements that do
 * nothing else, and the fastest sending loop. Two threads: one stores, one sends.
 */
final class BarePostgres implements Contender {

  private final PostgresServer server;
  private final RunningReceiver receiver;
  private final Requests requests;

  BarePostgres(PostgresServer server, RunningReceiver receiver) {
    this.server = server;
    this.receiver = receiver;
    this.requests = new Requests(receiver.address().getPort());
  }

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public Round round(Duration length) throws IOException, InterruptedException {
    try (HikariDataSource pool = server.emptyTables();
        Connection connection = pool.getConnection();
        BareClient client = new BareClient(receiver.address(), WholeJob.CONNECTIONS);
        var executor = Executors.newFixedThreadPool(2)) {
      connection.setAutoCommit(false);
      Ledger sent = new Ledger();
      Stopwatch watch = new Stopwatch(receiver);
      BareQueue queue = new BareQueue(requests, sent);
      long until = watch.startNanos() + length.toNanos();
      BareRows rows = new BareRows(connection);
      Future<Void> storing =
          executor.submit(
              () -> {
                try {
                  rows.run(queue, until);
                } finally {
                  queue.stop();
                }
                return null;
              });
      Future<Void> sending =
          executor.submit(
              (Callable<Void>)
                  () -> {
                    client.run(queue);
                    return null;
                  });
      sending.get();
      storing.get();
      Stopwatch.Lap lap = watch.lap(System.nanoTime());
      return lap.round(sent.size(), sent.compare(receiver.report()));
    } catch (SQLException failed) {
      throw new IOException("the bare store failed", failed);
    } catch (ExecutionException failed) {
      throw new IOException("the bare job failed", failed.getCause());
    }
  }
}
