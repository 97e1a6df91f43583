package dev.carillon.opensearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * A single node of OpenSearch that listens on the loopback interface, without security. It says its
 * port in one line and ends when its standard input does, so that it never outlives the process
 * that started it.
 */
public final class OpenSearchProcess extends Node {

  /** What stands before the port in the line that says that it listens. */
  public static final String LISTENING = "OpenSearch listens on port ";

  private OpenSearchProcess(Environment environment) {
    super(environment, List.of(plugin()), true);
  }

  /**
   * Starts the node, and ends it with the standard input.
   *
   * @param arguments the folder of its data, and the port, of which 0 is any that is free
   */
  public static void main(String[] arguments) throws IOException, NodeValidationException {
    Path folder = Path.of(arguments[0]);
    try (Node node = new OpenSearchProcess(environment(folder, arguments[1]))) {
      node.start();
      HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
      System.out.println(LISTENING + http.boundAddress().publishAddress().getPort());
      while (System.in.read() >= 0) {
        // nothing is expected
      }
    }
  }

  private static Environment environment(Path folder, String port) {
    Settings settings =
        Settings.builder()
            .put("path.home", folder)
            .put("cluster.name", "carillon-tests")
            .put("node.name", "only")
            .put("discovery.type", "single-node")
            .put("http.host", "127.0.0.1")
            .put("http.port", port)
            .put("transport.host", "127.0.0.1")
            .put("transport.port", "0")
            // a full disk of the machine that tests is not what is tested
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    return InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "only");
  }

  private static PluginInfo plugin() {
    String name = Netty4ModulePlugin.class.getName();
    return new PluginInfo(
        name, "HTTP", "none", Version.CURRENT, "25", name, null, List.of(), false);
  }
}
