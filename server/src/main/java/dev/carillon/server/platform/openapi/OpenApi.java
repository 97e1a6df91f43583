package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.CallHandler;
import dev.carillon.server.platform.http.Routes;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The description of the whole API, and what holds requests to it. */
public final class OpenApi {

  private static final String CHECKED = "/api/";

  /** Who opens these will soon call what is described. */
  private static final Set<String> FIRST_PAGES = Set.of("/", "/console", "/console/*", "/setup");

  private final DescribedEvents catalogue;
  private final String version;
  private final AtomicBoolean readAhead = new AtomicBoolean();
  private @Nullable ObjectNode document;

  /**
   * A description that is read when it is first asked for.
   *
   * @param version of this server
   */
  public OpenApi(DescribedEvents catalogue, String version) {
    this.catalogue = catalogue;
    this.version = version;
  }

  /** The OpenAPI document; not to be changed. */
  public synchronized ObjectNode document() {
    ObjectNode read = document;
    if (read == null) {
      read = OpenApiBundle.of(catalogue, version);
      document = read;
    }
    return read;
  }

  /** The id of the operation that a route and a method are; empty where it is not described. */
  public String operationId(Routes.Route route, String method) {
    String key = (method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT));
    String path = path(route.path());
    for (Map.Entry<String, JsonNode> item : document().path("paths").properties()) {
      JsonNode operation = item.getValue().path(key);
      boolean meant =
          item.getKey().equals(path)
              || operation.path("x-aliases").valueStream().anyMatch(is -> is.asText().equals(path));
      if (meant && operation.isObject()) {
        return operation.path("operationId").asText();
      }
    }
    return "";
  }

  /**
   * The same routes, with requests below {@code /api} checked before they are answered. The first
   * look at a page has the description read in the background, so that the calls behind it need not
   * wait for that; an idle server does without, and idles in less memory.
   */
  public Routes checked(Routes routes) {
    return routes.answeredBy(this::checked);
  }

  private CallHandler checked(Routes.Route route) {
    if (FIRST_PAGES.contains(route.path())) {
      return call -> {
        if (readAhead.compareAndSet(false, true)) {
          Thread.ofVirtual().start(this::document);
        }
        return route.handler().answer(call);
      };
    }
    if (!route.path().startsWith(CHECKED)) {
      return route.handler();
    }
    Map<String, CallHandler> byMethod = new ConcurrentHashMap<>();
    return call ->
        byMethod.computeIfAbsent(call.method(), method -> checked(route, method)).answer(call);
  }

  /** The check is compiled by the first call that needs it. */
  private CallHandler checked(Routes.Route route, String method) {
    ObjectNode all = document();
    JsonNode item = all.path("paths").path(path(route.path()));
    String key = method.toLowerCase(Locale.ROOT);
    JsonNode operation = key.equals("head") && !item.has(key) ? item.path("get") : item.path(key);
    if (!operation.isObject()) {
      return route.handler();
    }
    RequestCheck check = RequestCheck.of(operation, all);
    return call -> {
      check.check(call);
      return route.handler().answer(call);
    };
  }

  /** A route's path as the document has it. */
  public static String path(String route) {
    return route.replaceAll("(?<=.)/$", "").replaceAll("/\\*$", "/{rest}");
  }

  /** Makes one OpenAPI document out of the files that ship and the event catalogue. */
  private static final class OpenApiBundle {

    private final ObjectNode root = Yaml.read("openapi.yaml");
    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final Errors errors = new Errors(root.path("errors"));

    private OpenApiBundle() {}

    /** The document of a server of this version. */
    static ObjectNode of(DescribedEvents catalogue, String version) {
      OpenApiBundle bundle = new OpenApiBundle();
      bundle.head(version);
      bundle.parts();
      WebhookSection.addTo(bundle.document, catalogue);
      return bundle.document;
    }

    private void head(String version) {
      document.put("openapi", "3.1.0");
      ObjectNode info = document.putObject("info");
      info.setAll((ObjectNode) root.path("info"));
      info.put("version", version);
      document.set("servers", root.path("servers"));
      document.putArray("tags");
      document.putObject("paths");
      document.putObject("webhooks");
      ObjectNode components = document.putObject("components");
      components.putObject("schemas").setAll((ObjectNode) root.path("schemas"));
      components.set("responses", errors.components());
      components.putObject("parameters").setAll((ObjectNode) root.path("headers"));
      components.set("securitySchemes", root.path("security"));
    }

    private void parts() {
      ObjectNode paths = (ObjectNode) document.path("paths");
      ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
      for (JsonNode name : root.path("parts")) {
        ObjectNode part = Yaml.read(name.asText() + ".yaml");
        String tag = part.path("tag").asText();
        ((ArrayNode) document.path("tags"))
            .addObject()
            .put("name", tag)
            .set("description", part.path("says"));
        for (Map.Entry<String, JsonNode> call : part.path("calls").properties()) {
          CallSource source = new CallSource(call.getKey(), call.getValue(), tag);
          source.addTo(paths, root.path("variables"), errors);
        }
        for (Map.Entry<String, JsonNode> schema : part.path("schemas").properties()) {
          if (schemas.has(schema.getKey())) {
            throw new IllegalArgumentException("two schemas are called " + schema.getKey());
          }
          schemas.set(schema.getKey(), schema.getValue());
        }
      }
    }
  }
}
