package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that has less free than is kept of it: changes are made, files are refused. */
class DiskReserveOverHttpTest {

  private static final String LOG_IN =
      "Basic YWRtaW46cmluZy1ldmVyeS1iZWxs"; // admin:ring-every-bell

  @TempDir private Path home;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void filesAreRefusedAndChangesAreMade() throws Exception {
    Map<String, String> environment = Map.of("CARILLON_DISK_RESERVE_MEGABYTES", "100000000");
    try (Server server =
        Server.start(
            ServerConfig.read(Map.of("home", home.toString(), "port", "0"), environment))) {
      setUp(server);
      HttpResponse<String> placeholder =
          post(server, "/services/create", "application/json", metadata("/a/later.txt"));
      assertThat(placeholder.statusCode()).as(placeholder.body()).isEqualTo(200);

      String form =
          """
          --b\r
          Content-Disposition: form-data; name="Filedata"; filename="a.txt"\r
          \r
          hello\r
          --b--\r
          """;
      HttpResponse<String> file =
          post(server, "/services/create", "multipart/form-data; boundary=b", form);
      assertThat(file.statusCode()).isEqualTo(507);
      assertThat(file.body()).contains("InsufficientStorage", "kept for the database");

      HttpResponse<String> inText =
          post(
              server,
              "/services/create",
              "application/json",
              "{\"Filedata\":\"data:text/plain;base64,aGVsbG8=\","
                  + metadata("/a/b.txt").substring(1));
      assertThat(inText.statusCode()).isEqualTo(507);

      assertThat(health(server)).contains("Uploads and previews wait");
      assertThat(leftovers()).isZero();
    }
  }

  private static String metadata(String path) {
    return "{\"metadata\":{\"assetPath\":\"" + path + "\"}}";
  }

  private void setUp(Server server) throws Exception {
    String link = server.setupLink();
    String token = link.substring(link.indexOf("token=") + "token=".length());
    HttpResponse<String> made =
        post(
            server,
            "/services/setup",
            "application/x-www-form-urlencoded",
            "token=" + token + "&username=admin&password=ring-every-bell");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
  }

  private HttpResponse<String> post(Server server, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    if (!path.endsWith("/setup")) {
      request.header("Authorization", LOG_IN);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String health(Server server) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/health"))
            .header("Authorization", LOG_IN)
            .build();
    JsonNode all =
        new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString(UTF_8)).body());
    return all.toString();
  }

  private long leftovers() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("files").resolve("incoming"))) {
      return files.count();
    }
  }
}
