package dev.carillon.server.platform.console;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.header.EntityTag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

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
    routes
        .group("", RouteAccess.ANYONE)
        .get("/", this::index)
        .get("/console", this::index)
        .get("/console/*", this::index)
        .get("/pages/{name}", call -> file(call, "pages/", call.variable("name")))
        .get("/favicon.svg", call -> file(call, "", "favicon.svg"))
        .get("/favicon.ico", call -> file(call, "", "favicon.svg"));
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
    boolean smaller =
        page.compressed().length < page.bytes().length; // fonts are compressed already
    if (smaller && call.header("Accept-Encoding").orElse("").contains("gzip")) {
      headers.put("Content-Encoding", "gzip");
      return new Response.Bytes(200, page.compressed(), headers, true);
    }
    return new Response.Bytes(200, page.bytes(), headers, true);
  }

  /**
   * One file of the console, as it is sent.
   *
   * @param etag without quotes
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
  private record ConsoleFile(String contentType, byte[] bytes, byte[] compressed, String etag) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+){1,9}");
    private static final Map<String, String> TYPES =
        Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2",
            "txt", "text/plain;charset=UTF-8");

    /**
     * Reads a file of the console's jar.
     *
     * @param folder where in the console it is: empty, or with a slash at its end
     * @throws Problem 404 where there is none of this name
     */
    static ConsoleFile read(String folder, String name) {
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null || !NAME.matcher(name).matches()) {
        throw Problem.notFound("file", name);
      }
      try (InputStream in =
          ConsoleFile.class.getResourceAsStream("/dev/carillon/console/" + folder + name)) {
        if (in == null) {
          throw Problem.notFound("file", name);
        }
        byte[] bytes = in.readAllBytes();
        return new ConsoleFile(type, bytes, compressed(bytes), digest(bytes));
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      }
      return out.toByteArray();
    }

    private static String digest(byte[] bytes) {
      return Digests.sha256(bytes).substring(0, 24);
    }
  }
}
