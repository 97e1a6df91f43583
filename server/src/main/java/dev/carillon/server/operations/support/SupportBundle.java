package dev.carillon.server.operations.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.operations.health.HealthReport;
import dev.carillon.server.operations.metrics.BacklogCounts;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.config.ClusterKeys;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.NodeKeys;
import dev.carillon.server.platform.config.Property;
import dev.carillon.server.platform.config.PropertyWarning;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What support needs to find out what is wrong, in one archive: figures and settings, bounded,
 * without secrets, payloads and logs. What cannot be found out says why in its place.
 *
 * @param report the state of everything
 * @param metrics all numbers
 * @param settings the server's configuration
 * @param webhooks who is called
 * @param log how many deliveries there are
 * @param backlog how many webhooks there are
 * @param channels what must not leave the server of the channels that are notified of alerts
 */
public record SupportBundle(
    HealthReport report,
    Metrics metrics,
    Settings settings,
    Webhooks webhooks,
    DeliveryLog log,
    BacklogCounts backlog,
    Supplier<List<String>> channels,
    InstantSource wall) {

  private static final String[] PROPERTIES = {
    "java.version", "java.vendor", "java.vm.name", "os.name", "os.version", "os.arch"
  };

  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final int PART_CHARS_MAX = 1 << 20;
  private static final int WEBHOOKS_MAX = 200;

  /**
   * Adds {@code GET /api/support-bundle}: recorded in the audit log, as it shows how all is set up.
   */
  public void routes(Routes routes) {
    routes.group("/api/support-bundle", RouteAccess.SERVER_ADMIN).get("", this::bundle);
  }

  private Response bundle(Call call) {
    byte[] zip = zip();
    AuditNote.current().change().about("support-bundle", "", "");
    String name = "carillon-support-" + TIME.format(wall.instant()) + ".zip";
    return new Response.Streamed(
        "application/zip", name, Map.of(), zip.length, out -> out.write(zip));
  }

  /** The whole archive. */
  byte[] zip() {
    Redaction redaction = new Redaction(secrets());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, Supplier<String>> part : parts().entrySet()) {
        zip.putNextEntry(new ZipEntry("carillon-support/" + part.getKey()));
        String text = redaction.of(told(part.getValue()));
        zip.write(text.substring(0, Math.min(text.length(), PART_CHARS_MAX)).getBytes(UTF_8));
        zip.closeEntry();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private Map<String, Supplier<String>> parts() {
    Map<String, Supplier<String>> parts = new LinkedHashMap<>();
    parts.put("about.json", () -> json(about()));
    parts.put("health.json", () -> json(report.json()));
    parts.put("errors.json", () -> json(report.json().getOrDefault("errors", List.of())));
    parts.put("properties.json", () -> json(settings.shown()));
    parts.put("property-warnings.json", () -> json(settings.warnings()));
    parts.put("webhooks.json", () -> json(firstWebhooks(WebhookFacts::of)));
    parts.put("counts.json", () -> json(counts()));
    parts.put("metrics.txt", metrics::text);
    parts.put("threads.txt", SupportBundle::threads);
    parts.put("memory.json", () -> json(memory()));
    return parts;
  }

  private Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("version", report.identity().version());
    about.put("database", report.identity().database());
    about.put("startedAt", report.identity().startedAt());
    about.putAll(process());
    return about;
  }

  /**
   * How many webhooks and deliveries there are: by what they are, then by state. Each number is
   * exact up to {@link BacklogCounts#COUNTED_MAX}; {@code more} says that there may be more.
   */
  private Map<String, Object> counts() {
    Map<String, DeliveryLog.Count> deliveries = new LinkedHashMap<>();
    for (String state : STATES) {
      deliveries.put(state, log.count(DeliveryFilter.ALL.in(state), BacklogCounts.COUNTED_MAX));
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("webhooks", backlog.reading().webhooks());
    shown.put("deliveries", deliveries);
    return shown;
  }

  private <T> List<T> firstWebhooks(Function<Webhook, T> shown) {
    return webhooks.current().webhooks().stream().limit(WEBHOOKS_MAX).map(shown).toList();
  }

  private List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    try {
      secrets.addAll(settings.secrets());
      firstWebhooks(WebhookFacts::secrets).forEach(secrets::addAll);
      secrets.addAll(channels.get());
    } catch (HooksException | UncheckedIOException away) {
      // what cannot be read is not shown either
      return secrets;
    }
    return secrets;
  }

  private static String told(Supplier<String> part) {
    try {
      return part.get();
    } catch (HooksException | UncheckedIOException failed) {
      return "This could not be determined: " + failed.getMessage() + "\n";
    }
  }

  private static String json(Object value) {
    return Json.tree(value).toPrettyString() + "\n";
  }

  private static Map<String, Object> process() {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String property : PROPERTIES) {
      facts.put(property, System.getProperty(property, ""));
    }
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    return facts;
  }

  private static Map<String, Object> memory() {
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("heap", usage(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
    memory.put("nonHeap", usage(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
    Map<String, Object> collectors = new LinkedHashMap<>();
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      collectors.put(
          each.getName(),
          Map.of("collections", each.getCollectionCount(), "millis", each.getCollectionTime()));
    }
    memory.put("collectors", collectors);
    return memory;
  }

  /** Platform threads by name, with what each is doing. */
  private static String threads() {
    Map<String, String> dump = new TreeMap<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              StringBuilder text = new StringBuilder();
              text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
              for (StackTraceElement frame : frames) {
                text.append("\n    at ").append(frame);
              }
              dump.put(thread.getName() + " " + thread.threadId(), text.append("\n\n").toString());
            });
    return String.join("", dump.values());
  }

  private static Map<String, Object> usage(MemoryUsage usage) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("usedBytes", usage.getUsed());
    shown.put("committedBytes", usage.getCommitted());
    shown.put("maxBytes", usage.getMax());
    return shown;
  }

  /**
   * What the server is told.
   *
   * @param cluster for all nodes
   * @param home where this node's own file is
   */
  public record Settings(ClusterProperties cluster, Path home) {

    Map<String, Object> shown() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("cluster-properties.txt", masked(ClusterKeys.ALL, cluster::text));
      shown.put("node.properties", masked(NodeKeys.ALL, node()));
      return shown;
    }

    List<String> warnings() {
      return cluster.warnings().stream().map(PropertyWarning::toString).toList();
    }

    List<String> secrets() {
      List<String> secrets = new ArrayList<>(secrets(ClusterKeys.ALL, cluster::text));
      secrets.addAll(secrets(NodeKeys.ALL, node()));
      return secrets;
    }

    private Function<Property<?>, String> node() {
      try {
        Map<String, String> values = ServerConfig.nodeProperties(home);
        return property -> values.getOrDefault(property.key(), "");
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    private static Map<String, String> masked(
        List<Property<?>> properties, Function<Property<?>, String> text) {
      Map<String, String> masked = new LinkedHashMap<>();
      properties.forEach(each -> masked.put(each.key(), each.type().shown(text.apply(each))));
      return masked;
    }

    private static List<String> secrets(
        List<Property<?>> properties, Function<Property<?>, String> text) {
      return properties.stream().filter(each -> each.type().secret()).map(text).toList();
    }
  }
}
