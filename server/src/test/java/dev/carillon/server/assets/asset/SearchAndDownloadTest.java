package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.testing.FakeCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchAndDownloadTest {

  @TempDir private Path home;
  private AssetsFixture assets;

  @BeforeEach
  void open() {
    assets = new AssetsFixture(home);
  }

  @AfterEach
  void close() {
    assets.close();
  }

  @Test
  void aSearchSeesAChangeAtOnceAndShowsWhatTheStoreHas() {
    String id = assets.create("/a/x.txt", "status", "Final");
    assets.create("/a/y.txt", "status", "New");
    JsonNode answer =
        assets.call(
            "/services/search", "q", "status:Final", "metadataToReturn", "status,assetPath,title");
    assertThat(answer.path("totalHits").asLong()).isEqualTo(1);
    assertThat(answer.path("firstResult").asLong()).isZero();
    assertThat(answer.path("maxResultHits").asLong()).isEqualTo(50);
    assertThat(answer.path("hits").get(0).path("id").asText()).isEqualTo(id);
    assertThat(answer.path("hits").get(0).path("metadata").toString())
        .isEqualTo("{\"status\":\"Final\",\"assetPath\":\"/a/x.txt\"}");
    assertThat(assets.call("/services/search", "num", "0").path("totalHits").asLong()).isEqualTo(2);
    assertThat(
            assets
                .call(
                    "/services/search",
                    FakeCall.of()
                        .body(
                            "{\"query\":{\"QueryStringQuery\":{\"queryString\":\"status:New\"}},"
                                + "\"maxResultHits\":5}"))
                .path("hits"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "num, -1",
    "num, 10001",
    "num, x",
    "start, -1",
    "sort, nonsense",
    "sort, nonsense-desc",
  })
  void aBadSearchIsTold(String name, String value) {
    assertThatThrownBy(() -> assets.call("/services/search", name, value))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(400))
        .hasMessageContaining("'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{\"query\":{}}",
        "{\"query\":{\"TermQuery\":{\"name\":\"a b\",\"value\":\"c\"}}}",
        "{\"query\":{\"BoolQuery\":{\"elements\":[{\"operator\":\"MAY\",\"query\":\"x\"}]}}}",
        "{\"query\":\"\",\"maxResultHits\":-1}",
        "{\"query\":\"\",\"firstResult\":\"x\"}",
      })
  void aBadSearchInJsonIsTold(String json) {
    assertThatThrownBy(() -> assets.call("/services/search", FakeCall.of().body(json)))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(400));
  }

  @Test
  void aDownloadIsTheUploadByteForByte() throws IOException {
    String id = assets.create("/a/x.jpg", "Filedata", "data:,one");
    Response.File file = (Response.File) assets.answer("/file/" + id + "/*/any.jpg", FakeCall.of());
    Path stored = ((StoredFile.OnDisk) file.file()).path();
    assertThat(stored).hasContent("one");
    assertThat(file.contentType()).isEqualTo("image/jpeg");
    assertThat(file.filename()).isEqualTo("x.jpg");
    assertThat(file.attachment()).isFalse();
    assets.call("/services/update", "id", id, "status", "Final");
    assertThat(
            (Response.File)
                assets.answer("/file/" + id + "/*/x", FakeCall.of("forceDownload", "true")))
        .matches(later -> later.attachment() && !later.etag().equals(file.etag()));
    Files.delete(stored);
    assertThatThrownBy(() -> assets.answer("/file/" + id + "/*/x", FakeCall.of()))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(409));
  }

  @Test
  void theIndexIsBroughtUpToDateFromTheLog() {
    String kept = assets.create("/a/x.txt", "Filedata", "data:,words");
    String gone = assets.create("/a/y.txt");
    assets.call("/services/remove", "ids", gone);
    FakeIndex fresh = new FakeIndex();
    new AssetIndexer(fresh, assets.blobs).catchUp(assets.database);
    assertThat(fresh.size()).isEqualTo(1);
    assertThat(fresh.text(kept)).isEqualTo("words");
    assertThat(fresh.appliedSequence()).isEqualTo(3);
    assertThat(assets.count("index_log")).isEqualTo(1);
  }

  @Test
  void onlyFilesThatNothingRefersToArePurged() {
    String id = assets.create("/a/x.txt", "Filedata", "data:,one");
    assets.call("/services/update", FakeCall.of("id", id).file(assets.upload("x", "two")));
    String blob = assets.blobs.adopt(new byte[] {1}).sha256();
    assertThat(assets.assets.purgeFiles(Instant.now().minusSeconds(60))).isZero();
    assertThat(assets.assets.purgeFiles(Instant.now().plusSeconds(60))).isEqualTo(1);
    assertThatThrownBy(() -> assets.content(blob)).hasRootCauseInstanceOf(IOException.class);
    assertThat(List.of("one", "two"))
        .allMatch(
            text ->
                assets
                    .content(AssetsFixture.hex("SHA-256", text.getBytes(StandardCharsets.UTF_8)))
                    .equals(text));
  }
}
