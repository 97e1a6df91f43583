package dev.carillon.bench.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.bench.program.RunningServer;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A server that pictures are put into and taken out of. */
final class PictureLibrary implements AutoCloseable {

  private static final String USER = "bench";
  private static final String PASSWORD = "a password for nobody else";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String BOUNDARY = "picture-boundary";
  private static final String TAIL = "\r\n--" + BOUNDARY + "--\r\n";
  private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;
  private static final String CREATE = "/services/create";
  private static final String CREATE_QUERY =
      "folderPath=%2FPictures&metadataToReturn=fileSize%2CfirstExtractedChecksum";
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunningServer server;
  private final String url;
  private final String token;
  private final ServerClient remote;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  private PictureLibrary(RunningServer server, String url, String token) {
    this.server = server;
    this.url = url;
    this.token = token;
    this.remote = new ServerClient(url, new Credentials.Bearer(token), LIMIT);
  }

  /**
   * Starts one.
   *
   * @param options of its Java
   */
  static PictureLibrary open(Path launcher, Path home, String options)
      throws IOException, InterruptedException {
    RunningServer server =
        RunningServer.start(
            List.of(launcher.toString()),
            home,
            Map.of(
                "CARILLON_ADMIN_USERNAME",
                USER,
                "CARILLON_ADMIN_PASSWORD",
                PASSWORD,
                "CARILLON_JAVA_OPTIONS",
                options));
    String url = "http://127.0.0.1:" + server.address().getPort();
    JsonNode answer =
        new ServerClient(url, new Credentials.None(), LIMIT)
            .form("/services/apilogin", Map.of("username", USER, "password", PASSWORD));
    return new PictureLibrary(server, url, answer.path("authToken").asText());
  }

  /** Uploads all, so many at a time; their ids, in the same order. */
  List<String> upload(List<Path> files, int atOnce) throws IOException, InterruptedException {
    List<Future<String>> uploads = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(atOnce)) {
      files.forEach(file -> uploads.add(threads.submit(() -> upload(file))));
    }
    List<String> ids = new ArrayList<>();
    for (Future<String> each : uploads) {
      try {
        ids.add(each.get());
      } catch (ExecutionException failed) {
        throw new IOException("an upload failed", failed.getCause());
      }
    }
    return ids;
  }

  /** The thinnest of Java's clients, as it is not what is measured. */
  private String upload(Path file) throws IOException {
    byte[] head = head(file.getFileName().toString()).getBytes(UTF_8);
    byte[] tail = TAIL.getBytes(UTF_8);
    HttpURLConnection connection = connection(CREATE + "?" + CREATE_QUERY);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", TYPE);
    connection.setFixedLengthStreamingMode(head.length + Files.size(file) + tail.length);
    try (OutputStream out = connection.getOutputStream();
        InputStream in = Files.newInputStream(file)) {
      out.write(head);
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
      out.write(tail);
    }
    try (InputStream in = connection.getInputStream()) {
      return JSON.readTree(in).path("id").asText();
    }
  }

  /** Uploads what this gives; the hit. */
  JsonNode upload(String filename, BodyPublisher content) {
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head(filename)), content, BodyPublishers.ofString(TAIL));
    return remote.upload(
        CREATE,
        Map.of("folderPath", "/Pictures", "metadataToReturn", "fileSize,firstExtractedChecksum"),
        TYPE,
        body);
  }

  private static String head(String filename) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\""
        + filename
        + "\"\r\nContent-Type: image/jpeg\r\n\r\n";
  }

  /** Waits until each has its preview; fails where one cannot be shown. */
  void awaitPreviews(int count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.multipliedBy(3).toNanos();
    while (found("previewState:yes") < count) {
      if (found("previewState:error") > 0 || System.nanoTime() > deadline) {
        throw new IOException("not all pictures came to have previews");
      }
      Thread.sleep(100);
    }
  }

  private long found(String query) {
    return remote
        .form("/services/search", Map.of("q", query, "num", "0"))
        .path("totalHits")
        .asLong();
  }

  /** What is at this path; the thinnest of Java's clients, as it is not what is measured. */
  InputStream open(String path) throws IOException {
    return connection(path).getInputStream();
  }

  private HttpURLConnection connection(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) LIMIT.toMillis());
    return connection;
  }

  /** Writes what is at this path into a file. */
  void download(String path, Path to) throws IOException {
    try (InputStream in = open(path);
        OutputStream out = Files.newOutputStream(to)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
