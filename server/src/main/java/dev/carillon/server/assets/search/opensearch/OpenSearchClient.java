package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.http.Json;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentTooLongException;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.TransportException;
import org.opensearch.client.transport.TransportOptions;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5Options;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Calls OpenSearch by its official client: JSON in, JSON out, each call with an end and a limit. If
 * a host fails or cannot serve now, the same call asks the next one. Thread-safe.
 */
public final class OpenSearchClient implements AutoCloseable {

  /** A page of hits with its facets is far smaller. */
  private static final int RESPONSE_BYTES_MAX = 64 << 20;

  /** After a host did not respond in time, another one may still do so for this long. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  private static final int DETAIL_MAX = 300;

  private final SearchConfig.OpenSearch settings;
  private final OpenSearchConnections connections;
  private final OpenSearchGenericClient client;
  private volatile boolean closed;

  /**
   * A client, which calls nothing yet.
   *
   * @throws OpenSearchTrouble if the authorities to trust cannot be read
   */
  public OpenSearchClient(SearchConfig.OpenSearch settings) {
    this.settings = settings;
    this.connections = new OpenSearchConnections(settings);
    this.client = new OpenSearchGenericClient(connections.transport());
  }

  /** A method of HTTP. */
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
    Requests.JsonBodyBuilder request = Requests.builder().method(method.name()).endpoint(path);
    if (body != null) {
      request.body(Body.from(Json.write(body), "application/json"));
    }
    return read(send(request.build(), max), method);
  }

  /** Calls with lines of JSON. */
  JsonNode bulk(String path, byte[] lines, Duration max) {
    Request request =
        Requests.builder()
            .method(Method.POST.name())
            .endpoint(path)
            .body(Body.from(lines, "application/x-ndjson"))
            .build();
    return read(send(request, max), Method.POST);
  }

  private record Reply(int status, String body) {}

  private Reply send(Request request, Duration max) {
    Duration inAll = max.plus(LAST_CHANCE);
    CallLimits limits = new CallLimits(RESPONSE_BYTES_MAX, inAll);
    try {
      CompletableFuture<Response> response =
          client.withTransportOptions(options(limits, max)).executeAsync(request);
      return reply(response.get(inAll.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException slow) {
      throw late(slow);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw stopping(stopped);
    } catch (ExecutionException failed) {
      return reply(failed.getCause() == null ? failed : failed.getCause());
    } catch (IllegalStateException refused) {
      throw trouble(refused);
    } finally {
      limits.end();
    }
  }

  private static TransportOptions options(CallLimits limits, Duration max) {
    Timeout timeout = Timeout.of(max);
    ApacheHttpClient5Options.Builder options = ApacheHttpClient5Options.DEFAULT.toBuilder();
    options.setHttpAsyncResponseConsumerFactory(limits);
    options.setRequestConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(timeout)
            .setResponseTimeout(timeout)
            .build());
    return options.build();
  }

  private static Reply reply(Response response) {
    return new Reply(
        response.getStatus(),
        response
            .getBody()
            .map(body -> new String(body.bodyAsBytes(), StandardCharsets.UTF_8))
            .orElse(""));
  }

  /** What the client makes an exception of may be a response all the same. */
  private Reply reply(Throwable failed) {
    return switch (failed) {
      case ResponseException error -> {
        String message = String.valueOf(error.getMessage());
        yield new Reply(error.status(), message.substring(message.indexOf('\n') + 1));
      }
      case TransportException wrapper when wrapper.getCause() != null -> reply(wrapper.getCause());
      default -> throw trouble(failed);
    };
  }

  private OpenSearchTrouble trouble(Throwable failed) {
    if (closed) {
      return stopping(failed);
    }
    return switch (failed) {
      case ConnectException _, ConnectTimeoutException _, UnknownHostException _ ->
          new OpenSearchTrouble("OpenSearch cannot be reached", detail(failed), 0, failed);
      case SocketTimeoutException _, ConnectionRequestTimeoutException _ -> late(failed);
      case ContentTooLongException _ ->
          new OpenSearchTrouble(
              "the response of OpenSearch is larger than " + (RESPONSE_BYTES_MAX >> 20) + " MB",
              hosts(),
              0,
              failed);
      case SSLException _ ->
          new OpenSearchTrouble(
              "no trusted TLS connection to OpenSearch can be made", detail(failed), 0, failed);
      default ->
          new OpenSearchTrouble("the connection to OpenSearch failed", detail(failed), 0, failed);
    };
  }

  private OpenSearchTrouble late(Throwable slow) {
    return new OpenSearchTrouble("OpenSearch did not respond in time", hosts(), 0, slow);
  }

  private static OpenSearchTrouble stopping(Throwable stopped) {
    return new OpenSearchTrouble("the server is stopping", "", 0, stopped);
  }

  private static JsonNode read(Reply response, Method method) {
    if (response.status() == 404 && method == Method.GET) {
      return MissingNode.getInstance();
    }
    if (response.status() >= 300) {
      throw refusal(response.status(), response.body());
    }
    try {
      return Json.readStored(response.body());
    } catch (IllegalArgumentException noJson) {
      throw new OpenSearchTrouble(
          "OpenSearch did not respond with JSON", "", response.status(), noJson);
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

  private String detail(Throwable failed) {
    return hosts() + ": " + shown(failed.toString());
  }

  private String hosts() {
    return settings.hosts().stream().map(URI::getAuthority).collect(Collectors.joining(", "));
  }

  /** A part of a response, on one line. */
  private static String shown(String text) {
    String start = text.length() <= DETAIL_MAX ? text : text.substring(0, DETAIL_MAX) + "…";
    return start.replaceAll("\\p{Cntrl}+", " ");
  }

  @Override
  public void close() {
    closed = true;
    connections.close();
  }
}
