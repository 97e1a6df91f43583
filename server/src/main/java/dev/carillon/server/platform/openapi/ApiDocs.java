package dev.carillon.server.platform.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The description as files, and a page that shows it: Swagger UI, which needs nothing from
 * elsewhere.
 */
public final class ApiDocs {

  private static final Pattern DATA =
      Pattern.compile("url\\(\\s*(?:\"data:(?:[^\"\\\\]|\\\\.)*\"|data:[^)\"]*)\\s*\\)");

  private static final String VIEWER = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String JSON = "application/json;charset=UTF-8";
  private static final String YAML = "application/yaml;charset=UTF-8";
  private static final String HTML = "text/html;charset=UTF-8";
  private static final String CSS = "text/css;charset=UTF-8";
  private static final String SCRIPT = "text/javascript;charset=UTF-8";

  private final OpenApi api;
  private final Map<String, byte[]> made = new ConcurrentHashMap<>();

  /** Shows this. */
  public ApiDocs(OpenApi api) {
    this.api = api;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("", RouteAccess.ANYONE)
        .get("/openapi.json", call -> document(JSON, () -> Json.write(api.document())))
        .get(
            "/openapi.yaml",
            call -> document(YAML, () -> Yaml.write(api.document()).getBytes(UTF_8)))
        .get("/api-docs", call -> page(HTML, "viewer.html", ApiDocs::own))
        .get("/api-docs/{file}", this::file);
  }

  private Response file(Call call) {
    String name = call.variable("file");
    return switch (name) {
      case "viewer.js" -> page(SCRIPT, name, ApiDocs::own);
      case "viewer.svg" -> page("image/svg+xml", name, ApiDocs::own);
      case "viewer.css" -> page(CSS, name, ApiDocs::own);
      case "swagger-ui-bundle.js" -> page(SCRIPT, name, ApiDocs::theirs);
      case "swagger-ui.css" -> page(CSS, name, file -> withoutData(theirs(file)));
      default -> throw Problem.notFound("file", name);
    };
  }

  private Response page(String type, String name, UnaryOperator<String> reading) {
    byte[] body = once(name, () -> reading.apply(name).getBytes(UTF_8));
    return new Response.Bytes(
        200,
        body,
        Map.of("Content-Type", type, "Content-Security-Policy", HtmlPage.SCRIPTS_POLICY),
        true);
  }

  private Response document(String type, Supplier<byte[]> writing) {
    return new Response.Bytes(200, once(type, writing), Map.of("Content-Type", type), true);
  }

  /** It is public, and clients may read slowly: all are sent the same bytes. */
  private byte[] once(String name, Supplier<byte[]> making) {
    return made.computeIfAbsent(name, absent -> making.get());
  }

  private static String own(String file) {
    return text("/dev/carillon/server/platform/openapi/" + file);
  }

  private static String theirs(String file) {
    Properties about = new Properties();
    try (InputStream in = Objects.requireNonNull(ApiDocs.class.getResourceAsStream(VIEWER))) {
      about.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return text(
        "/META-INF/resources/webjars/swagger-ui/" + about.getProperty("version") + "/" + file);
  }

  /** The policy forbids pictures that stand in the style sheet itself. */
  private static String withoutData(String css) {
    return DATA.matcher(css).replaceAll("none");
  }

  private static String text(String resource) {
    try (InputStream in =
        Objects.requireNonNull(ApiDocs.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
