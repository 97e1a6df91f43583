package dev.carillon.server.platform.console;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Endpoint;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.header.EntityTag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Serves the pages: one index for all of their addresses, and the files it names. */
public final class ConsolePages {

  private static final String CHECKED_EACH_TIME = "no-cache";
  private static final String NAMED_BY_CONTENT = "public, max-age=31536000, immutable";

  private final BooleanSupplier setUp;
  private final Map<String, ConsoleFile> pages = new ConcurrentHashMap<>();

  /**
   * The pages.
   *
   * @param setUp whether there is a user who could log in
   */
  public ConsolePages(BooleanSupplier setUp) {
    this.setUp = setUp;
  }

  /** Adds the pages' addresses. */
  public void routes(Routes routes) {
    get(routes, "/", this::index);
    get(routes, "/console", this::index);
    get(routes, "/console/*", this::index);
    get(routes, "/pages/{name}", call -> file(call, "pages/", call.variable("name")));
    for (String icon : List.of("/favicon.svg", "/favicon.ico")) {
      get(routes, icon, call -> file(call, "", "favicon.svg"));
    }
  }

  private static void get(Routes routes, String path, Endpoint endpoint) {
    routes.on(Set.of("GET"), path, Effect.READS, RouteAccess.ANYONE, endpoint);
  }

  /** Before there is a user, the page that makes the first one. */
  private Response index(Call call) {
    if (!setUp.getAsBoolean()) {
      return new Response.Bytes(302, new byte[0], Map.of("Location", "/setup"));
    }
    return answer(call, "", "index.html", CHECKED_EACH_TIME);
  }

  private Response file(Call call, String folder, String name) {
    return answer(call, folder, name, folder.isEmpty() ? CHECKED_EACH_TIME : NAMED_BY_CONTENT);
  }

  private Response answer(Call call, String folder, String name, String caching) {
    ConsoleFile page = pages.computeIfAbsent(folder + name, path -> ConsoleFile.read(folder, name));
    EntityTag tag = new EntityTag(page.etag());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", HtmlPage.SCRIPTS_POLICY);
    headers.put("Cache-Control", caching);
    headers.put("ETag", tag.quoted());
    headers.put("Vary", "Accept-Encoding");
    if (tag.namedBy(call.header("If-None-Match").orElse(""))) {
      return new Response.Bytes(304, new byte[0], headers);
    }
    headers.put("Content-Type", page.contentType());
    if (call.header("Accept-Encoding").orElse("").contains("gzip")) {
      headers.put("Content-Encoding", "gzip");
      return new Response.Bytes(200, page.compressed(), headers, true);
    }
    return new Response.Bytes(200, page.bytes(), headers, true);
  }
}
