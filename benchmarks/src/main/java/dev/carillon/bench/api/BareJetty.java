package dev.carillon.bench.api;

import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.program.Children;
import dev.carillon.bench.program.Verdict;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The limit of P2: the same requests to an endpoint that reads them and answers the same bytes, on
 * the same HTTP server, in a process of its own.
 */
final class BareJetty implements Contender, AutoCloseable {

  private final Process process;
  private final InetSocketAddress address;
  private final List<byte[]> heads;

  private BareJetty(Process process, InetSocketAddress address, List<byte[]> heads) {
    this.process = process;
    this.address = address;
    this.heads = heads;
  }

  /** Starts it. */
  static BareJetty start(byte[] answer, List<byte[]> heads) throws IOException {
    Process process = Children.start(JettyEndpoint.class, Integer.toString(answer.length));
    process.getOutputStream().write(answer);
    process.getOutputStream().flush();
    int port = new DataInputStream(process.getInputStream()).readInt();
    return new BareJetty(
        process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), heads);
  }

  @Override
  public String name() {
    return "jetty";
  }

  @Override
  public Round round(Duration length) throws IOException {
    try (BareClient client = new BareClient(address, heads.size())) {
      long cpu = cpuNanos();
      Updates updates = new Updates(heads, length.toNanos(), 0);
      client.run(updates);
      long nanos = System.nanoTime() - updates.startNanos();
      return new Round(updates.accepted().size(), nanos, cpuNanos() - cpu, 0, Verdict.NONE);
    }
  }

  private long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  @Override
  public void close() throws IOException {
    Children.stop(process);
  }
}
