package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.http.Json;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Calls OpenSearch: JSON in, JSON out, each call with an end and a limit. Thread-safe. */
public final class OpenSearchClient implements AutoCloseable {

  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** A page of hits with its facets is far smaller. */
  private static final int RESPONSE_BYTES_MAX = 64 << 20;

  private static final int DETAIL_MAX = 300;
  private static final int UNAVAILABLE = 503;

  private final HttpClient http;
  private final SearchConfig.OpenSearch settings;
  private volatile int host;

  /**
   * A client, which calls nothing yet.
   *
   * @throws OpenSearchTrouble if the authorities to trust cannot be read
   */
  public OpenSearchClient(SearchConfig.OpenSearch settings) {
    this.settings = settings;
    HttpClient.Builder building =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_MAX);
    settings.trustedCas().ifPresent(file -> building.sslContext(TrustedAuthorities.in(file)));
    this.http = building.build();
  }

  /** A method of HTTP with the kind of body that it has here. */
  enum Method {
    GET,
    PUT,
    POST,
    DELETE
  }

  /** Version and name of what listens, as an administrator reads them. */
  public String greeting() {
    JsonNode info = call(Method.GET, "/", null, Duration.ofSeconds(5));
    String version = info.path("version").path("number").asText();
    if (!info.path("version").path("distribution").asText().equals("opensearch")
        || !version.matches("([3-9]|[1-9][0-9])\\..*")) {
      throw new OpenSearchTrouble(
          "the search engine is not OpenSearch 3 or later", "version " + shown(version));
    }
    return "OpenSearch " + version + ", cluster '" + info.path("cluster_name").asText() + "'";
  }

  /**
   * Calls.
   *
   * @param body an object of JSON; null where there is none
   * @return the response; empty where it is 404 for a look
   * @throws OpenSearchTrouble if there is no response in time, or it is an error
   */
  JsonNode call(Method method, String path, @Nullable JsonNode body, Duration max) {
    byte[] bytes = body == null ? new byte[0] : Json.write(body);
    return call(method, path, bytes, "application/json", max);
  }

  /** Calls with lines of JSON. */
  JsonNode bulk(String path, byte[] lines, Duration max) {
    return call(Method.POST, path, lines, "application/x-ndjson", max);
  }

  private JsonNode call(Method method, String path, byte[] body, String type, Duration max) {
    int count = settings.hosts().size();
    int first = host;
    OpenSearchTrouble unreachable = null;
    for (int i = 0; i < count; i++) {
      int asked = (first + i) % count;
      try {
        HttpResponse<byte[]> response = send(asked, method, path, body, type, max);
        host = response.statusCode() == UNAVAILABLE ? next(asked) : asked;
        return read(response, method);
      } catch (ConnectException refused) {
        unreachable =
            new OpenSearchTrouble("OpenSearch cannot be reached", name(asked), 0, refused);
      }
    }
    throw unreachable == null ? new IllegalStateException("there is no host") : unreachable;
  }

  private HttpResponse<byte[]> send(
      int asked, Method method, String path, byte[] body, String type, Duration max)
      throws ConnectException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.hosts().get(asked) + path))
            .timeout(max)
            .header("Accept", "application/json")
            .method(
                method.name(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", type);
    }
    if (!settings.username().isEmpty()) {
      request.header("Authorization", "Basic " + credentials());
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), RESPONSE_BYTES_MAX));
    try {
      return response.get(max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      response.cancel(true);
      host = next(asked);
      throw late(asked, slow);
    } catch (InterruptedException stopped) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new OpenSearchTrouble("the server is stopping", "", 0, stopped);
    } catch (ExecutionException failed) {
      host = next(asked);
      throw trouble(asked, failed.getCause() == null ? failed : failed.getCause());
    }
  }

  /** A host that does not do what it should is not the one that the next call asks. */
  private int next(int asked) {
    return (asked + 1) % settings.hosts().size();
  }

  private OpenSearchTrouble trouble(int asked, Throwable failed) throws ConnectException {
    return switch (failed) {
      case ConnectException refused -> throw refused;
      case HttpConnectTimeoutException unreachable -> {
        ConnectException refused = new ConnectException("no connection in time");
        refused.initCause(unreachable);
        throw refused;
      }
      case HttpTimeoutException slow -> late(asked, slow);
      case SSLException untrusted ->
          new OpenSearchTrouble(
              "no trusted TLS connection to OpenSearch can be made",
              name(asked) + ": " + untrusted.getMessage(),
              0,
              untrusted);
      default ->
          new OpenSearchTrouble(
              "the connection to OpenSearch failed", name(asked) + ": " + failed, 0, failed);
    };
  }

  private OpenSearchTrouble late(int asked, Exception slow) {
    return new OpenSearchTrouble("OpenSearch did not respond in time", name(asked), 0, slow);
  }

  private static JsonNode read(HttpResponse<byte[]> response, Method method) {
    int status = response.statusCode();
    if (status == 404 && method == Method.GET) {
      return MissingNode.getInstance();
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (status >= 300) {
      throw refusal(status, text);
    }
    try {
      return Json.readStored(text);
    } catch (IllegalArgumentException noJson) {
      throw new OpenSearchTrouble("OpenSearch did not respond with JSON", "", status, noJson);
    }
  }

  private static OpenSearchTrouble refusal(int status, String body) {
    String reason =
        switch (status) {
          case 401 -> "OpenSearch does not accept the credentials";
          case 403 -> "OpenSearch does not permit this to the user";
          case 404 -> "the search index is being built";
          case 429 -> "OpenSearch is too busy";
          case 503 -> "OpenSearch cannot serve the search index now";
          default -> "OpenSearch responded with the error " + status;
        };
    return new OpenSearchTrouble(reason, shown(body), status, null);
  }

  private String name(int asked) {
    return settings.hosts().get(asked).getAuthority();
  }

  private String credentials() {
    return Base64.getEncoder()
        .encodeToString(
            (settings.username() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8));
  }

  /** A part of a response, on one line. */
  private static String shown(String text) {
    String start = text.length() <= DETAIL_MAX ? text : text.substring(0, DETAIL_MAX) + "…";
    return start.replaceAll("\\p{Cntrl}+", " ");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
