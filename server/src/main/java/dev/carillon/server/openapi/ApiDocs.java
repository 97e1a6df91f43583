package dev.carillon.server.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Endpoint;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import dev.carillon.server.http.Routes.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The description as files, and a page that shows it: Swagger UI, which needs nothing from
 * elsewhere.
 */
public final class ApiDocs {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private static final Pattern DATA =
      Pattern.compile("url\\(\\s*(?:\"data:(?:[^\"\\\\]|\\\\.)*\"|data:[^)\"]*)\\s*\\)");

  private static final String VIEWER = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String HTML = "text/html;charset=UTF-8";
  private static final String CSS = "text/css;charset=UTF-8";
  private static final String SCRIPT = "text/javascript;charset=UTF-8";

  private final OpenApi api;

  /** Shows this. */
  public ApiDocs(OpenApi api) {
    this.api = api;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    get(routes, "/openapi.json", call -> Response.json(api.document()));
    get(
        routes,
        "/openapi.yaml",
        call ->
            new Response.Text(
                200, "application/yaml;charset=UTF-8", Yaml.write(api.document()), Map.of()));
    get(routes, "/api-docs", call -> page(HTML, own("viewer.html")));
    get(routes, "/api-docs/{file}", ApiDocs::file);
  }

  private static void get(Routes routes, String path, Endpoint endpoint) {
    routes.on(Set.of("GET"), path, Effect.READS, Access.ANYONE, endpoint);
  }

  private static Response file(Call call) {
    return switch (call.variable("file")) {
      case "viewer.js" -> page(SCRIPT, own("viewer.js"));
      case "viewer.svg" -> page("image/svg+xml", own("viewer.svg"));
      case "viewer.css" -> page(CSS, own("viewer.css"));
      case "swagger-ui-bundle.js" -> page(SCRIPT, theirs("swagger-ui-bundle.js"));
      case "swagger-ui.css" -> page(CSS, withoutData(theirs("swagger-ui.css")));
      default -> throw Problem.notFound("file", call.variable("file"));
    };
  }

  private static Response page(String type, String text) {
    return new Response.Text(200, type, text, Map.of("Content-Security-Policy", POLICY));
  }

  private static String own(String file) {
    return text("/dev/carillon/server/openapi/" + file);
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
