package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A small external engine: it notes the jobs that are posted to it, and can answer them. */
public final class TestEngine implements AutoCloseable {

  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
  private volatile int status = 202;

  /** Listens at once, on a free port. */
  public TestEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  /** Where jobs are posted to. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** From now on posts are answered so. */
  void answers(int status) {
    this.status = status;
  }

  /** The next job. */
  public Job next() throws InterruptedException {
    Job job = jobs.poll(Duration.ofSeconds(60).toSeconds(), TimeUnit.SECONDS);
    if (job == null) {
      throw new AssertionError("no job was posted");
    }
    return job;
  }

  /** Whether there are no jobs that nobody has looked at. */
  boolean idle() {
    return jobs.isEmpty();
  }

  /** Fetches something, without a log-in. */
  HttpResponse<byte[]> fetch(String url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
  }

  /** Sends a picture as the body. */
  HttpResponse<byte[]> send(String method, String url, byte[] picture)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "image/png")
            .method(method, BodyPublishers.ofByteArray(picture))
            .build(),
        BodyHandlers.ofByteArray());
  }

  /** Sends pictures in one form. */
  HttpResponse<byte[]> form(String url, Map<String, byte[]> parts)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    parts.forEach(
        (name, content) -> {
          body.writeBytes(
              ("--cut\r\nContent-Disposition: form-data; name=\""
                      + name
                      + "\"; filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\n")
                  .getBytes(ISO_8859_1));
          body.writeBytes(content);
          body.writeBytes("\r\n".getBytes(ISO_8859_1));
        });
    body.writeBytes("--cut--\r\n".getBytes(ISO_8859_1));
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "multipart/form-data; boundary=cut")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build(),
        BodyHandlers.ofByteArray());
  }

  /** Says that it cannot do a job. */
  HttpResponse<byte[]> refuse(String url, String why) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"message\": \"" + why + "\"}"))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Job job =
        new Job(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders(),
            new String(body, UTF_8),
            FilesServer.json(body));
    int answer = status;
    jobs.add(job);
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }

  /** A job as it was posted. */
  public record Job(String path, Headers headers, String text, JsonNode json) {

    String get(String name) {
      return json.path(name).asText();
    }
  }
}
