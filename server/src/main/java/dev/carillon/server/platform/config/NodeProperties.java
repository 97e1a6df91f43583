package dev.carillon.server.platform.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Changes a home's {@code node.properties}, whose settings apply from the next start. */
public final class NodeProperties {

  private NodeProperties() {}

  /** Sets these keys of {@link NodeKeys#ALL} in one durable step. Everything else stays. */
  public static void set(Path home, Map<String, String> values) throws IOException {
    new AtomicFile(ServerConfig.nodePropertiesOf(home))
        .change(
            text -> {
              PropertyFile file = new PropertyFile(text);
              for (Map.Entry<String, String> each : values.entrySet()) {
                file = file.with(each.getKey(), each.getValue());
              }
              return file.text();
            });
  }
}
