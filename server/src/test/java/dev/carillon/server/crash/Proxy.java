package dev.carillon.server.crash;

import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * HAProxy before several nodes, set up as the documentation says: it asks each whether it is ready,
 * and repeats requests that may be repeated at another one.
 */
record Proxy(Process process, int port) implements AutoCloseable {

  /** One for nodes on these ports, whose settings lie in a folder. */
  static Proxy before(List<Integer> nodes, Path folder) throws Exception {
    int port = ServerProcess.freePort();
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), settings(port, nodes));
    Process process =
        new ProcessBuilder("haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    Proxy proxy = new Proxy(process, port);
    Await.until(proxy::answers);
    return proxy;
  }

  /** The first user, whose changes have idempotency keys. */
  Client client() throws IOException {
    return Client.of(port, ServerProcess.USERNAME, ServerProcess.PASSWORD)
        .loggedIn(ServerProcess.USERNAME, ServerProcess.PASSWORD)
        .withKeys();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean answers() {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException notYet) {
      if (!process.isAlive()) {
        throw new IllegalStateException("HAProxy has ended", notYet);
      }
      return false;
    }
  }

  private static String settings(int port, List<Integer> nodes) {
    String servers =
        IntStream.range(0, nodes.size())
            .mapToObj(node -> "  server node%d 127.0.0.1:%d".formatted(node, nodes.get(node)))
            .collect(Collectors.joining("\n"));
    return """
    defaults
      mode http
      option redispatch 1
      retries 3
      retry-on conn-failure empty-response 0rtt-rejected 503
      timeout connect 2s
      timeout queue 10s
      timeout client 90s
      timeout server 90s
    frontend assets
      bind 127.0.0.1:%d
      default_backend nodes
    backend nodes
      balance leastconn
      acl repeatable method GET HEAD OPTIONS
      acl repeatable req.hdr(Idempotency-Key) -m found
      http-request disable-l7-retry unless repeatable
      option httpchk GET /health/ready
      http-check expect status 200
      default-server inter 1s fall 2 rise 1 check
    %s
    """
        .formatted(port, servers);
  }
}
