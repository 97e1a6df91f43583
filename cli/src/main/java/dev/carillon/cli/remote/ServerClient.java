package dev.carillon.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A server, called over its public API. Each method throws {@link Failure} where it says no. */
public final class ServerClient {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** How much is read of an answer that says no. */
  private static final int REFUSAL_BYTES_MAX = 4 << 20;

  private final String base;
  private final Credentials credentials;
  private final Duration limit;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  /**
   * A server.
   *
   * @param base its URL, no slash at the end
   * @param limit how long one call may take until its answer begins
   */
  public ServerClient(String base, Credentials credentials, Duration limit) {
    this.base = base;
    this.credentials = credentials;
    this.limit = limit;
  }

  /** Where it is. */
  public String base() {
    return base;
  }

  /** Reads what is at this path. */
  public JsonNode get(String path, Map<String, String> query) {
    return json(exchange(request(path + encoded(query)).GET().build()));
  }

  /** Reads what is at this path, which may answer after up to so much more than a call's limit. */
  public JsonNode await(String path, Map<String, String> query, Duration more) {
    return json(exchange(request(path + encoded(query)).timeout(limit.plus(more)).GET().build()));
  }

  /** Sends a JSON body. */
  public JsonNode send(String method, String path, Object body) {
    return json(
        exchange(
            request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.write(body)))
                .build()));
  }

  /** Calls without a body. */
  public JsonNode send(String method, String path) {
    return json(exchange(request(path).method(method, BodyPublishers.noBody()).build()));
  }

  /** Sends bytes with these headers; it may take as long as it takes. */
  public JsonNode send(String method, String path, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .headers(headers())
            .method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    return json(exchange(request.build()));
  }

  /** A call of {@code /services} with these parameters. */
  public JsonNode form(String path, Map<String, String> parameters) {
    return json(
        exchange(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(pairs(parameters)))
                .build()));
  }

  /** Sends a body of some other kind; it may take as long as it takes. */
  public JsonNode upload(String path, Map<String, String> query, String type, BodyPublisher body) {
    return json(
        exchange(
            HttpRequest.newBuilder(uri(path + encoded(query)))
                .headers(headers())
                .header("Content-Type", type)
                .POST(body)
                .build()));
  }

  /** Opens what is at this path, to be read as it comes. */
  public InputStream open(String path, Map<String, String> query) {
    return answer(path, query).body();
  }

  /** Opens what is at this path, which may begin up to so much later than a call's limit. */
  public InputStream open(String path, Map<String, String> query, Duration more) {
    return exchange(request(path + encoded(query)).timeout(limit.plus(more)).GET().build()).body();
  }

  /** The response with its headers. */
  public HttpResponse<InputStream> answer(String path, Map<String, String> query) {
    return exchange(request(path + encoded(query)).GET().build());
  }

  /** Opens a live stream behind the event with this id; empty for what comes from now on. */
  InputStream stream(String path, Map<String, String> query, String lastId) {
    HttpRequest.Builder request = request(path + encoded(query)).GET();
    request.setHeader("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    return exchange(request.build()).body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).headers(headers()).timeout(limit);
  }

  private String[] headers() {
    String proof = credentials.header();
    return proof.isEmpty()
        ? new String[] {"Accept", "application/json"}
        : new String[] {"Accept", "application/json", "Authorization", proof};
  }

  private URI uri(String path) {
    // links that the server gave are whole
    return URI.create(path.startsWith(base + "/") ? path : base + path);
  }

  private HttpResponse<InputStream> exchange(HttpRequest request) {
    try {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 != 2) {
        throw refused(answer);
      }
      return answer;
    } catch (HttpTimeoutException late) {
      long seconds = request.timeout().orElse(limit).toSeconds();
      throw unavailable("did not respond within " + seconds + " s (--timeout)");
    } catch (IOException unreachable) {
      String why = String.valueOf(unreachable.getMessage());
      throw unavailable("cannot be reached" + (why.equals("null") ? "" : ": " + why));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unavailable("was interrupted");
    }
  }

  private Failure unavailable(String what) {
    return new Failure(
        ExitCode.UNAVAILABLE,
        base + " " + what + "; is the server running, and is --server correct?");
  }

  private Failure refused(HttpResponse<InputStream> answer) throws IOException {
    byte[] body = answer.body().readNBytes(REFUSAL_BYTES_MAX);
    ExitCode code = ExitCode.of(answer.statusCode());
    String message = "HTTP " + answer.statusCode();
    try {
      message = Json.read(body).path("message").asText(message);
    } catch (Json.Malformed notOurs) {
      message = base + " responded with " + message + "; is it a Carillon server?";
    }
    if (answer.statusCode() == 401) {
      message += " at " + base + "; log in with: carillon login --server " + base;
    }
    return new Failure(code, message);
  }

  private JsonNode json(HttpResponse<InputStream> answer) {
    try (InputStream in = answer.body()) {
      JsonNode read = Json.read(in);
      return read.isMissingNode() ? JsonNodeFactory.instance.objectNode() : read;
    } catch (JsonProcessingException notJson) {
      throw new Failure(
          ExitCode.FAILURE, base + " did not respond with JSON; is it a Carillon server?");
    } catch (IOException cut) {
      throw unavailable("closed the connection before the response was complete");
    }
  }

  private static String encoded(Map<String, String> query) {
    return query.isEmpty() ? "" : "?" + pairs(query);
  }

  private static String pairs(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> part(each.getKey()) + "=" + part(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** One part of a path or a query. */
  public static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
