package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestDatabase;
import java.awt.image.BufferedImage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A server, and an engine outside that makes pictures for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExternalFixture {

  static final String ENGINES = "/services/admin/externalProcessing";

  @Parameter private TestDatabase database;
  FilesServer server;
  TestEngine engine;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir Path folder) throws Exception {
    server = new FilesServer(folder, database.fresh());
    engine = new TestEngine();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    engine.close();
    server.close();
  }

  @AfterEach
  void removeEngines() {
    for (JsonNode each : FilesServer.done(server.get(ENGINES))) {
      call("DELETE", ENGINES + "/" + each.path("id").asText(), "");
    }
    engine.answers(202);
    assertThat(engine.idle()).as("no job that no test asked for").isTrue();
  }

  HttpResponse<byte[]> call(String method, String path, String body) {
    return server.send(
        server
            .request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  JsonNode register(String type, String more) {
    return FilesServer.done(
        call(
            "POST",
            ENGINES,
            "{\"name\": \"%s\", \"url\": \"%s\", \"assetTypes\": [\"%s\"]%s}"
                .formatted("engine of " + type, engine.url("/jobs"), type, more)));
  }

  String create(String filename, String content) {
    return server.create(filename, content.getBytes(UTF_8)).get("id").asText();
  }

  JsonNode engine(JsonNode registered) {
    return FilesServer.done(server.get(ENGINES + "/" + registered.path("id").asText()));
  }

  BufferedImage download(String url) {
    HttpResponse<byte[]> response = server.get(url);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    return Samples.decoded(response.body());
  }

  void property(String key, String value) {
    HttpResponse<byte[]> set =
        call("PUT", "/api/properties/" + key, "{\"value\": \"" + value + "\"}");
    assertThat(set.statusCode()).as(new String(set.body(), UTF_8)).isLessThan(300);
  }
}
